"""A loader with every text that the patch relies on, and next to nothing else."""

LOADER = (
    "var Module={};use(_malloc);"
    "var instance=await WebAssembly.instantiate(binary,imports);"
    "var updateGOT=(exports,replace)=>{};var isImmutableGlobal=val=>false;"
    "var mergeLibSymbols=(exports,libName)=>{};var asyncLoad=async url=>{};"
    "var __dlsym_js=(handle,symbol,symbolIndex)=>{newSymIndex=Object.keys(lib.exports).indexOf(symbol);};"
    '__dlsym_js.sig="pppp";'
    "var pthreadPoolSize=4;"
    "var exitJS=(status,implicit)=>{EXITSTATUS=status};"
    "if(isNode){path=__filename}"
    'var ASM_CONSTS={939105:()=>{FS.mount(NODEFS,{root:"/home"},"/home")},940768:()=>{},'
    "941618:$0=>{console.log($0)},941693:()=>{}};"
    "var _main,_malloc,_unused;"
    "function assignWasmExports(wasmExports){_main=wasmExports.main;_malloc=wasmExports.malloc;_unused=wasmExports.u}"
    "run()"
)

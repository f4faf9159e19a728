"""A loader with every text that the patch relies on, and next to nothing else."""

LOADER = (
    "var Module={};use(_malloc);"
    "newSymIndex=Object.keys(lib.exports).indexOf(symbol);"
    "var pthreadPoolSize=4;"
    "var exitJS=(status,implicit)=>{EXITSTATUS=status};"
    "if(isNode){path=__filename}"
    'var ASM_CONSTS={939105:()=>{FS.mount(NODEFS,{root:"/home"},"/home")},940768:()=>{},'
    "941618:$0=>{console.log($0)},941693:()=>{}};"
    "var _main,_malloc,_unused;"
    "function assignWasmExports(wasmExports){_main=wasmExports.main;_malloc=wasmExports.malloc;_unused=wasmExports.u}"
    "run()"
)

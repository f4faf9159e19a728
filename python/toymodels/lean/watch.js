// Loaded by Node before the embedded Lean: ends this process when the one that started it has died, however it died. A
// thread of its own looks, since the main thread can be busy with a proof for minutes.

const { Worker, isMainThread } = require("worker_threads");

if (isMainThread && process.env.TOYMODELS_PARENT) {
  const watch = `
    const parent = Number(process.env.TOYMODELS_PARENT);
    setInterval(() => { if (process.ppid !== parent) process.kill(process.pid, "SIGKILL"); }, 500);
  `;
  new Worker(watch, { eval: true, execArgv: [] }).unref();
}

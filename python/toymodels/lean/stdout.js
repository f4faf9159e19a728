// Loaded by Node before the embedded Lean's loader, which prints each line with one fs.writeSync and looks no further:
// on a pipe that is full, writeSync takes a part of the line, or throws EAGAIN. Here it ends when all is written.

const fs = require("fs");

const write = fs.writeSync;
const clock = new Int32Array(new SharedArrayBuffer(4));

fs.writeSync = (descriptor, data, ...rest) => {
  if (typeof data !== "string") return write(descriptor, data, ...rest);
  const bytes = Buffer.from(data);
  let written = 0;
  while (written < bytes.length) {
    try {
      written += write(descriptor, bytes, written);
    } catch (error) {
      if (error.code !== "EAGAIN") throw error;
      Atomics.wait(clock, 0, 0, 1);
    }
  }
  return written;
};

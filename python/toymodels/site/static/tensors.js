// Tensors in files that a reader chooses: safetensors and NumPy's npz, read in the page without running what is in them.
"use strict";

(() => {
  const MOST_HEADER = 100 * 2 ** 20;
  const MOST_BYTES = 256 * 2 ** 20;

  // What is wrong with a file, for the reader.
  class Unread extends Error {}

  const bytes = async (blob, start, end) => {
    if (end > blob.size) throw new Unread("the file ends too early; copy or save it again");
    return new Uint8Array(await blob.slice(start, end).arrayBuffer());
  };

  const text = (part) => new TextDecoder("utf-8", { fatal: false }).decode(part);
  const view = (part) => new DataView(part.buffer, part.byteOffset, part.byteLength);
  const count = (shape) => shape.reduce((product, size) => product * size, 1);

  // A float of 16 bits: `bits` of its fraction, and the exponent's bias.
  const half = (word) => {
    const [sign, exponent, rest] = [word >> 15 ? -1 : 1, (word >> 10) & 31, word & 1023];
    if (exponent === 31) return rest ? NaN : sign * Infinity;
    return sign * (exponent ? (1 + rest / 1024) * 2 ** (exponent - 15) : rest * 2 ** -24);
  };

  const single = new DataView(new ArrayBuffer(4));
  const brain = (word) => {
    single.setUint16(0, word);
    single.setUint16(2, 0);
    return single.getFloat32(0);
  };

  // Bytes of an entry, and how to read one at a place; every value is a number of JavaScript without rounding.
  const types = {
    float16: [2, (data, at, little) => half(data.getUint16(at, little))],
    bfloat16: [2, (data, at, little) => brain(data.getUint16(at, little))],
    float32: [4, (data, at, little) => data.getFloat32(at, little)],
    float64: [8, (data, at, little) => data.getFloat64(at, little)],
  };

  const numbers = (part, dtype, little, total) => {
    const [size, read] = types[dtype];
    const data = view(part);
    if (part.byteLength < total * size) throw new Unread("the tensor ends too early; save the file again");
    return Float64Array.from({ length: total }, (_, place) => read(data, place * size, little));
  };

  const checked = (name, dtype, shape) => {
    if (!types[dtype]) {
      throw new Unread(`${name} holds ${dtype}; weights are float16, bfloat16, float32 or float64: convert it before saving`);
    }
    if (count(shape) * types[dtype][0] > MOST_BYTES) {
      throw new Unread(`${name} takes more than ${MOST_BYTES / 2 ** 20} MiB; measure it with the command line instead`);
    }
  };

  const WORDS = { F16: "float16", BF16: "bfloat16", F32: "float32", F64: "float64" };

  const safetensors = async (blob) => {
    const length = Number(view(await bytes(blob, 0, 8)).getBigUint64(0, true));
    if (length > MOST_HEADER) throw new Unread("it does not begin as a safetensors file does; was it downloaded in full?");
    let header;
    try {
      header = JSON.parse(text(await bytes(blob, 8, 8 + length)));
    } catch (error) {
      if (error instanceof Unread) throw error;
      throw new Unread("the header of the safetensors file is damaged; copy or save it again");
    }
    return Object.entries(header)
      .filter(([name]) => name !== "__metadata__")
      .map(([name, { dtype, shape, data_offsets: [begin, end] }]) => {
        const kind = WORDS[dtype] ?? dtype;
        const read = async () => {
          checked(name, kind, shape);
          return numbers(await bytes(blob, 8 + length + begin, 8 + length + end), kind, true, count(shape));
        };
        return { name, dtype: kind, shape, read };
      });
  };

  const END = 0x06054b50;
  const MEMBER = 0x02014b50;
  const ABSENT = 0xffffffff;

  // The members of a zip file, from the directory at its end.
  const members = async (blob) => {
    const start = Math.max(0, blob.size - 65557);
    const tail = view(await bytes(blob, start, blob.size));
    let at = tail.byteLength - 22;
    while (at >= 0 && tail.getUint32(at, true) !== END) at -= 1;
    if (at < 0) throw new Unread("it is a damaged npz; save it again");
    const [size, offset] = [tail.getUint32(at + 12, true), tail.getUint32(at + 16, true)];
    if (offset === ABSENT) throw new Unread("it is too large for a page; measure it with the command line instead");
    return listed(view(await bytes(blob, offset, offset + size)));
  };

  const listed = (directory) => {
    const found = [];
    for (let at = 0; at + 46 <= directory.byteLength && directory.getUint32(at, true) === MEMBER; ) {
      const [name, extra, comment] = [28, 30, 32].map((place) => directory.getUint16(at + place, true));
      const label = new Uint8Array(directory.buffer, directory.byteOffset + at + 46, name);
      found.push({
        name: text(label),
        method: directory.getUint16(at + 10, true),
        ...sizes(directory, at, at + 46 + name, extra),
      });
      at += 46 + name + extra + comment;
    }
    return found;
  };

  // Sizes and place of a member; NumPy writes them in the wide form where the narrow one has all bits set.
  const sizes = (directory, at, from, length) => {
    const narrow = { full: 24, packed: 20, offset: 42 };
    const found = Object.fromEntries(Object.entries(narrow).map(([name, place]) => [name, directory.getUint32(at + place, true)]));
    for (let place = from; place + 4 <= from + length; ) {
      const [kind, size] = [directory.getUint16(place, true), directory.getUint16(place + 2, true)];
      if (kind === 1) {
        let next = place + 4;
        for (const name of ["full", "packed", "offset"]) {
          if (found[name] !== ABSENT) continue;
          found[name] = Number(directory.getBigUint64(next, true));
          next += 8;
        }
      }
      place += 4 + size;
    }
    return found;
  };

  const unpacked = async (blob, member) => {
    const head = view(await bytes(blob, member.offset, member.offset + 30));
    const start = member.offset + 30 + head.getUint16(26, true) + head.getUint16(28, true);
    const part = blob.slice(start, start + member.packed);
    if (member.method === 0) return part;
    if (member.method !== 8) throw new Unread(`${member.name} is packed in a way that pages cannot read; use numpy.savez`);
    return new Response(part.stream().pipeThrough(new DecompressionStream("deflate-raw"))).blob();
  };

  const SHAPES = /^\{\s*'descr':\s*'([^']*)',\s*'fortran_order':\s*(True|False),\s*'shape':\s*\(([\d,\s]*)\),?\s*\}\s*$/;

  // The head of a npy member: `{dtype, shape, isColumnwise, little, start}`.
  const headed = async (part, name) => {
    const first = await bytes(part, 0, 12);
    if (text(first.slice(1, 6)) !== "NUMPY") throw new Unread(`${name} is a damaged array; save it again`);
    const wide = first[6] > 1;
    const length = wide ? view(first).getUint32(8, true) : view(first).getUint16(8, true);
    const start = (wide ? 12 : 10) + length;
    const match = SHAPES.exec(text(await bytes(part, wide ? 12 : 10, start)).trim());
    if (!match) return { dtype: "structured or pickled values", shape: [], start };
    const [, descr, order, sides] = match;
    const shape = sides.split(",").map((side) => side.trim()).filter(Boolean).map(Number);
    const dtype = { f2: "float16", f4: "float32", f8: "float64" }[descr.slice(1)] ?? (descr.includes("O") ? "pickled objects" : descr);
    return { dtype, shape, isColumnwise: order === "True", little: descr[0] !== ">", start };
  };

  // Values that were stored with the first index running fastest, in the usual order.
  const reordered = (values, shape) => {
    const found = new Float64Array(values.length);
    const strides = shape.map((_, axis) => count(shape.slice(0, axis)));
    for (let place = 0; place < values.length; place += 1) {
      let [rest, from] = [place, 0];
      for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
        from += (rest % shape[axis]) * strides[axis];
        rest = Math.floor(rest / shape[axis]);
      }
      found[place] = values[from];
    }
    return found;
  };

  const npz = async (blob) => {
    const found = await members(blob);
    if (found.some(({ name }) => name.split("/").at(-1) === "data.pkl")) throw new Unread(PICKLED);
    const arrays = found.filter(({ name }) => name.endsWith(".npy"));
    if (!arrays.length) throw new Unread("it is a zip file without a NumPy array in it; save the weights with numpy.savez");
    return Promise.all(arrays.map((member) => array(blob, member)));
  };

  const array = async (blob, member) => {
    const name = member.name.replace(/\.npy$/, "");
    if (member.full > 2 * MOST_BYTES) {
      return { name, dtype: "", shape: [], read: () => Promise.reject(new Unread(`${name} is too large for a page`)) };
    }
    const part = await unpacked(blob, member);
    const { dtype, shape, isColumnwise, little, start } = await headed(part, name);
    const read = async () => {
      checked(name, dtype, shape);
      const values = numbers(await bytes(part, start, part.size), dtype, little, count(shape));
      return isColumnwise && shape.length > 1 ? reordered(values, shape) : values;
    };
    return { name, dtype, shape, read };
  };

  const PICKLED = "it is a pickle, and loading one runs what is in it; save the tensors with safetensors or numpy.savez";

  // The tensors of a file: `[{name, dtype, shape, read}]`, in the order of the file; `read()` promises the values.
  const tensors = async (blob) => {
    const start = await bytes(blob, 0, Math.min(9, blob.size));
    if (text(start.slice(0, 4)) === "PK\x03\x04") return npz(blob);
    if (start.length === 9 && start[8] === 0x7b) return safetensors(blob);
    if (start[0] === 0x80) throw new Unread(PICKLED);
    throw new Unread("it is neither a safetensors file nor an npz; save the weights as one of these");
  };

  globalThis.toymodelsTensors = { Unread, tensors };
})();

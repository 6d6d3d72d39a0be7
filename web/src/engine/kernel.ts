/** Rows times a matrix in WebAssembly, which takes four numbers at a time. */

import binary from "../kernel-binary";

const BYTES = 4; // of a number
const LANES = 4; // numbers that it takes at once
const PAGE = 65536; // bytes by which such a memory is measured

interface Exports {
  linear(x: number, rows: number, w: number, bias: number, y: number, inputs: number, outputs: number): void;
}

/** A memory for all stored numbers, and room behind them for what is multiplied with them. */
export class Kernel {
  /** Where the stored numbers stand; what `linear` is given as weight and bias are parts of it. */
  readonly stored: Float32Array;
  private readonly room: Float32Array;
  private readonly run: Exports["linear"];

  /** Make one for so many stored numbers, and rows and results that have at most so many numbers together. */
  constructor(stored: number, room: number) {
    const memory = new WebAssembly.Memory({ initial: Math.ceil(((stored + room) * BYTES) / PAGE) });
    this.stored = new Float32Array(memory.buffer, 0, stored);
    this.room = new Float32Array(memory.buffer, stored * BYTES, room);
    const module = new WebAssembly.Module(binary as BufferSource);
    const { exports } = new WebAssembly.Instance(module, { env: { memory } });
    this.run = (exports as unknown as Exports).linear;
  }

  /** Rows (rows, inputs) times a stored weight (outputs, inputs), plus a stored bias (outputs): (rows, outputs). */
  linear(rows: Float32Array, weight: Float32Array, bias: Float32Array): Float32Array {
    return this.multiplied(rows, weight.length / bias.length, weight.byteOffset, bias.byteOffset, bias.length, 0);
  }

  /** The dot product of each row of one matrix with each row of another; rows are `width` long. */
  products(first: Float32Array, second: Float32Array, width: number): Float32Array {
    const [wide, outputs] = [Math.ceil(width / LANES) * LANES, second.length / width];
    const others = padded(second, width, wide);
    this.room.set(others);
    const bias = this.room.fill(0, others.length, others.length + outputs).subarray(others.length);
    const used = others.length + outputs;
    return this.multiplied(padded(first, width, wide), wide, this.room.byteOffset, bias.byteOffset, outputs, used);
  }

  /** Multiply rows, which are put behind what of the room is used. */
  private multiplied(
    rows: Float32Array,
    inputs: number,
    weight: number,
    bias: number,
    outputs: number,
    used: number,
  ): Float32Array {
    const count = rows.length / inputs;
    const result = used + rows.length;
    this.room.set(rows, used);
    const address = (place: number) => this.room.byteOffset + place * BYTES;
    this.run(address(used), count, weight, bias, address(result), inputs, outputs);
    return this.room.slice(result, result + count * outputs);
  }
}

/** Rows with zeros at their ends, so that their length is one that the kernel can take. */
function padded(rows: Float32Array, width: number, wide: number): Float32Array {
  if (wide === width) return rows;
  const longer = new Float32Array((rows.length / width) * wide);
  for (let row = 0; row * width < rows.length; row++) {
    longer.set(rows.subarray(row * width, (row + 1) * width), row * wide);
  }
  return longer;
}

/**
 * Rows times a stored matrix, plus its bias, four numbers at a time: y[row][output] = bias[output] + Σ x[row][i] · w[output][i].
 *
 * AssemblyScript, compiled to WebAssembly by build.mjs. Arguments are addresses in the memory; `inputs` is a multiple of 4. Four
 * outputs are calculated for all rows before the next four, so that each number of the matrix comes from far memory once; and two
 * rows at once, so that near memory is read seldom.
 */
export function linear(x: usize, rows: i32, w: usize, bias: usize, y: usize, inputs: i32, outputs: i32): void {
  const line = (<usize>inputs) << 2;
  const step = (<usize>outputs) << 2;
  let output = 0;
  for (; output + 4 <= outputs; output += 4) {
    const w0 = w + <usize>output * line;
    const w1 = w0 + line;
    const w2 = w1 + line;
    const w3 = w2 + line;
    const biases = v128.load(bias + ((<usize>output) << 2));
    for (let row = 0; row < rows; row += 2) {
      const a = x + <usize>row * line;
      const to = y + <usize>row * step + ((<usize>output) << 2);
      const isLast = row + 1 == rows; // an odd last row is calculated twice
      const b = isLast ? a : a + line;
      let a0 = f32x4.splat(0), a1 = a0, a2 = a0, a3 = a0, b0 = a0, b1 = a0, b2 = a0, b3 = a0;
      for (let i: usize = 0; i < line; i += 16) {
        const p = v128.load(a + i), q = v128.load(b + i);
        const k0 = v128.load(w0 + i), k1 = v128.load(w1 + i), k2 = v128.load(w2 + i), k3 = v128.load(w3 + i);
        a0 = f32x4.add(a0, f32x4.mul(p, k0));
        a1 = f32x4.add(a1, f32x4.mul(p, k1));
        a2 = f32x4.add(a2, f32x4.mul(p, k2));
        a3 = f32x4.add(a3, f32x4.mul(p, k3));
        b0 = f32x4.add(b0, f32x4.mul(q, k0));
        b1 = f32x4.add(b1, f32x4.mul(q, k1));
        b2 = f32x4.add(b2, f32x4.mul(q, k2));
        b3 = f32x4.add(b3, f32x4.mul(q, k3));
      }
      v128.store(to, f32x4.add(biases, sums(a0, a1, a2, a3)));
      v128.store(isLast ? to : to + step, f32x4.add(biases, sums(b0, b1, b2, b3)));
    }
  }
  for (; output < outputs; output++) {
    for (let row = 0; row < rows; row++) {
      const sum = product(x + <usize>row * line, w + <usize>output * line, line);
      store<f32>(y + <usize>row * step + ((<usize>output) << 2), sum + load<f32>(bias + ((<usize>output) << 2)));
    }
  }
}

/** The sums of four times four numbers, side by side. */
function sums(a: v128, b: v128, c: v128, d: v128): v128 {
  const low = f32x4.add(f32x4.shuffle(a, b, 0, 1, 4, 5), f32x4.shuffle(a, b, 2, 3, 6, 7));
  const high = f32x4.add(f32x4.shuffle(c, d, 0, 1, 4, 5), f32x4.shuffle(c, d, 2, 3, 6, 7));
  return f32x4.add(f32x4.shuffle(low, high, 0, 2, 4, 6), f32x4.shuffle(low, high, 1, 3, 5, 7));
}

function product(x: usize, w: usize, line: usize): f32 {
  let sum = f32x4.splat(0);
  for (let i: usize = 0; i < line; i += 16) sum = f32x4.add(sum, f32x4.mul(v128.load(x + i), v128.load(w + i)));
  return f32x4.extract_lane(sum, 0) + f32x4.extract_lane(sum, 1) + f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3);
}

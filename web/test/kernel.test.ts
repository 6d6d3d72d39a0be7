import { expect, it } from "vitest";
import { Kernel } from "../src/engine/kernel";

const shapes = [1, 2, 3, 12, 13].flatMap((rows) =>
  [4, 8, 128].flatMap((inputs) => [1, 3, 4, 5, 512].map((outputs) => [rows, inputs, outputs])),
);

it.each(shapes)("multiplies %i rows of %i by a matrix with %i outputs as plain loops do", (rows, inputs, outputs) => {
  const kernel = new Kernel(inputs * outputs + outputs, rows * (inputs + outputs));
  kernel.stored.forEach((_, place) => {
    kernel.stored[place] = Math.sin(place);
  });
  const [weight, bias] = [kernel.stored.subarray(0, inputs * outputs), kernel.stored.subarray(inputs * outputs)];
  const x = Float32Array.from({ length: rows * inputs }, (_, place) => Math.cos(3 * place));
  const result = kernel.linear(x, weight, bias);
  expect(result.length).toBe(rows * outputs);
  result.forEach((value, place) => {
    const [row, output] = [Math.floor(place / outputs), place % outputs];
    let sum = bias[output];
    for (let input = 0; input < inputs; input++) sum += x[row * inputs + input] * weight[output * inputs + input];
    expect(value).toBeCloseTo(sum, 4);
  });
});

it("pads rows whose length is no multiple of four", () => {
  const kernel = new Kernel(0, 100);
  const first = Float32Array.of(1, 2, 3, 4, 5, 6);
  const second = Float32Array.of(1, 1, 1, 0, 0, 1, -1, 0, 0);
  for (let again = 0; again < 2; again++) {
    expect([...kernel.products(first, second, 3)]).toEqual([6, 3, -1, 15, 6, -4]);
  }
});

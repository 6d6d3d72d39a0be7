/** 16-bit floating-point numbers (IEEE 754 binary16), as the checkpoint stores its weights. */

/** The number that each of the 65,536 patterns of 16 bits stands for. */
const VALUES = Float32Array.from({ length: 65536 }, (_, bits) => {
  const [sign, exponent, fraction] = [bits >> 15 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
});

/** 16-bit numbers as 32-bit ones, written into an array of the same length. */
export function fromHalf(halves: Uint16Array, numbers: Float32Array = new Float32Array(halves.length)): Float32Array {
  for (let place = 0; place < halves.length; place++) numbers[place] = VALUES[halves[place]];
  return numbers;
}

import { describe, expect, it } from "vitest";
import { fromHalf } from "../src/engine/half";
import { positions, softmax } from "../src/engine/model";
import { byteAlphabet, bytesOf, count, parseIds, parseWords } from "../src/engine/pieces";
import { checkText, codePoints, shortened, visibleParts, words } from "../src/engine/text";
import { cosine, mean, norm } from "../src/engine/vectors";

describe("text", () => {
  it("refuses half of a surrogate pair, with its place in code points", () => {
    expect(() => checkText("😀\ud800")).toThrow("Character 2 of the text is U+D800");
    expect(() => checkText("😀")).not.toThrow();
  });

  it("names what cannot be seen", () => {
    expect(visibleParts("a\tb\u200d")).toEqual([
      ["a", ""],
      ["\t", "TAB"],
      ["b", ""],
      ["\u200d", "ZERO WIDTH JOINER"],
    ]);
    expect(visibleParts("\ue000")).toEqual([["\ue000", "U+E000"]]);
  });

  it("counts code points and words as Python does", () => {
    expect(codePoints("a😀")).toBe(2);
    expect(words(" a\u00a0b\u001cc\ufeffd ")).toBe(3);
    expect(shortened("whaleshark", 6)).toBe("whale…");
  });
});

describe("pieces", () => {
  it("reads bytes off a vocabulary's entry", () => {
    expect(byteAlphabet().size).toBe(256);
    expect(bytesOf("Ġé")).toEqual(Uint8Array.of(0x20, 0xe9));
  });

  it("reads IDs as they are typed or printed", () => {
    expect(parseIds("tensor([[0, 713, 2]])")).toEqual([0, 713, 2]);
    expect(parseIds("{'input_ids': [0, 2], 'attention_mask': [1, 1]}")).toEqual([0, 2]);
    expect(() => parseIds("0 1.5")).toThrow("Entry 2, '1.5', is no token ID");
  });

  it("reads words between commas", () => {
    expect(parseWords(" a b , c ")).toEqual(["a b", "c"]);
    expect(parseWords("  ")).toEqual([]);
  });

  it("leaves the ends out of what words have", () => {
    const end = { id: 0, token: "<s>", data: new Uint8Array(), kind: "special", continues: false } as const;
    const word = { id: 9, token: "a", data: Uint8Array.of(97), kind: "text", continues: false } as const;
    expect(count("a", [end, word, end])).toEqual({ characters: 1, bytes: 1, tokens: 3, words: 1, inside: 1 });
  });
});

describe("numbers", () => {
  it("reads 16-bit floating-point numbers", () => {
    const values = fromHalf(Uint16Array.of(0x0000, 0x3c00, 0xc000, 0x7bff, 0x0001, 0x7c00, 0x7e00));
    expect([...values]).toEqual([0, 1, -2, 65504, 2 ** -24, Number.POSITIVE_INFINITY, Number.NaN]);
  });

  it("makes probabilities of scores, however large", () => {
    const found = softmax(Float32Array.of(1000, 1000, Number.NEGATIVE_INFINITY));
    expect([...found]).toEqual([0.5, 0.5, 0]);
  });

  it("counts positions from the one after the padding's ID, and padding not at all", () => {
    expect(positions([0, 9, 1, 9, 2], 1)).toEqual([2, 3, 1, 4, 5]);
  });

  it("compares vectors", () => {
    expect(norm(Float32Array.of(3, 4))).toBe(5);
    expect(cosine(Float32Array.of(1, 0), Float32Array.of(0, 1))).toBe(0);
    expect(cosine(Float32Array.of(0, 0), Float32Array.of(0, 1))).toBe(0);
    expect([...mean([Float32Array.of(1, 2), Float32Array.of(3, 4)])]).toEqual([2, 3]);
  });
});

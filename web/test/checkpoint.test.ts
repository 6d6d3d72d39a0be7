import { gzipSync } from "node:zlib";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { describe, expect, it } from "vitest";
import { Checkpoint, FileError, type Index } from "../src/engine/checkpoint";

/** A table of three rows in two files, and one tensor. */
function made(change: (name: string, packed: Uint8Array) => Uint8Array = (_, packed) => packed) {
  const halves = (...bits: number[]) => new Uint8Array(Uint16Array.from(bits).buffer);
  const contents: Record<string, Uint8Array> = {
    core: halves(0x3c00, 0x4000),
    "rows-00": halves(0x3c00, 0xbc00, 0x4000, 0xc000),
    "rows-01": halves(0x4200, 0x0000),
  };
  const asked: string[] = [];
  const files = Object.entries(contents).map(([name, data]) => ({
    name,
    bytes: data.length,
    sha256: bytesToHex(sha256(data)),
  }));
  const index = {
    config: {
      vocab_size: 3,
      hidden_size: 2,
      intermediate_size: 8,
      max_position_embeddings: 514,
      pad_token_id: 1,
      id2label: { 0: "no", 1: "yes" },
    },
    tokenizer: { model_max_length: 600 },
    tensors: { bias: { shape: [2], begin: 0 } },
    rows: 2,
    files,
  } as unknown as Index;
  const checkpoint = new Checkpoint(index, async (name) => {
    asked.push(name);
    return change(name, new Uint8Array(gzipSync(contents[name])));
  });
  return { checkpoint, asked };
}

describe("checkpoint", () => {
  it("brings the files of the rows that are asked for, each once", async () => {
    const { checkpoint, asked } = made();
    await Promise.all([checkpoint.bringRows([0, 1]), checkpoint.bringRows([1])]);
    await checkpoint.bringRows([0]);
    expect(asked).toEqual(["rows-00"]);
    expect([...checkpoint.row(1)]).toEqual([2, -2]);
    await checkpoint.bringTable();
    expect(asked).toEqual(["rows-00", "rows-01"]);
    expect([...checkpoint.row(2)]).toEqual([3, 0]);
  });

  it("passes over IDs beyond the table, which are those of added words", async () => {
    const { checkpoint, asked } = made();
    await checkpoint.bringRows([3, 99]);
    expect(asked).toEqual([]);
  });

  it("knows tensors by name, labels, and how much the model reads", async () => {
    const { checkpoint } = made();
    await checkpoint.bringCore();
    expect([...checkpoint.tensor("bias")]).toEqual([1, 2]);
    expect(checkpoint.labels).toEqual(["no", "yes"]);
    expect(checkpoint.readingLimit).toBe(512);
  });

  it.each([
    ["another content", () => new Uint8Array(gzipSync(Uint8Array.of(1, 2)))],
    ["no gzip", () => Uint8Array.of(1, 2, 3)],
    ["half of it", (_: string, packed: Uint8Array) => packed.slice(0, packed.length / 2)],
  ])("refuses a damaged file: %s", async (_, change) => {
    const { checkpoint } = made(change);
    await expect(checkpoint.bringRows([0])).rejects.toThrow("The file checkpoint/rows-00 of this site is damaged");
    await expect(checkpoint.bringCore()).rejects.toBeInstanceOf(FileError);
  });

  it("asks again for what failed", async () => {
    let isBroken = true;
    const { checkpoint } = made((_, packed) => (isBroken ? Uint8Array.of(0) : packed));
    await expect(checkpoint.bringCore()).rejects.toThrow();
    isBroken = false;
    await checkpoint.bringCore();
    expect([...checkpoint.tensor("bias")]).toEqual([1, 2]);
  });
});

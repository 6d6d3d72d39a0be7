/** The compact checkpoint as it arrives: files with sums, tensors by name, rows of the embedding table by ID. */

import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { fromHalf } from "./half";
import { Kernel } from "./kernel";
import { Tokenizer } from "./tokenizer";

export interface Config {
  readonly hidden_size: number;
  readonly intermediate_size: number;
  readonly num_hidden_layers: number;
  readonly num_attention_heads: number;
  readonly layer_norm_eps: number;
  readonly pad_token_id: number;
  readonly max_position_embeddings: number;
  readonly vocab_size: number;
  readonly id2label: Record<string, string>;
}

/** What tools/shards.py writes into index.json. */
export interface Index {
  readonly config: Config;
  readonly tokenizer: { model_max_length: number };
  readonly tensors: Record<string, { shape: number[]; begin: number }>;
  /** Rows of the embedding table in one file. */
  readonly rows: number;
  /** The mean of all rows of the embedding table. */
  readonly average: number[];
  readonly files: { name: string; bytes: number; sha256: string }[];
}

/** Bring the bytes of a file, compressed as they are stored. */
export type Fetch = (name: string) => Promise<Uint8Array>;

/** A file that is missing, or is not what it should be. Its message is a sentence for the reader. */
export class FileError extends Error {}

/** Files of the checkpoint, each brought once and compared with its sum. */
export class Checkpoint {
  /** Rows that are there, as 16-bit numbers, by file. */
  private readonly shards = new Map<number, Uint16Array>();
  private readonly waiting = new Map<string, Promise<Uint8Array>>();
  private readonly tensors = new Map<string, Float32Array>();
  private core: Promise<void> | null = null;
  /** Multiplies with the tensors, whose numbers stand in its memory. It is there when the core has been brought. */
  kernel!: Kernel;

  constructor(
    readonly index: Index,
    private readonly fetch: Fetch,
  ) {}

  get labels(): string[] {
    return Object.values(this.index.config.id2label);
  }

  /** How many tokens of a text the model reads, `<s>` and `</s>` included. */
  get readingLimit(): number {
    const { max_position_embeddings, pad_token_id } = this.index.config;
    return Math.min(max_position_embeddings - pad_token_id - 1, this.index.tokenizer.model_max_length);
  }

  async tokenizer(): Promise<Tokenizer> {
    const stored = new TextDecoder().decode(await this.file("tokenizer"));
    return Tokenizer.read(JSON.parse(stored), this.index.tokenizer);
  }

  /** Bring every tensor but the embedding table, once. */
  bringCore(): Promise<void> {
    this.core ??= this.readCore().catch((error) => {
      this.core = null;
      throw error;
    });
    return this.core;
  }

  private async readCore(): Promise<void> {
    const stored = halves(await this.file("core"));
    const { max_position_embeddings: rows, hidden_size, intermediate_size } = this.index.config;
    this.kernel = new Kernel(stored.length, rows * (hidden_size + intermediate_size));
    const values = fromHalf(stored, this.kernel.stored);
    for (const [name, { shape, begin }] of Object.entries(this.index.tensors)) {
      const size = shape.reduce((product, length) => product * length, 1);
      this.tensors.set(name, values.subarray(begin, begin + size));
    }
  }

  /** Bring the rows of some token IDs; others come along. */
  async bringRows(ids: Iterable<number>): Promise<void> {
    const needed = new Set<number>();
    for (const id of ids) if (id < this.index.config.vocab_size) needed.add(Math.floor(id / this.index.rows));
    await Promise.all([...needed].map((number) => this.bringShard(number)));
  }

  /** Bring the whole embedding table. */
  async bringTable(): Promise<void> {
    const count = Math.ceil(this.index.config.vocab_size / this.index.rows);
    for (let number = 0; number < count; number++) await this.bringShard(number);
  }

  /** A tensor by its name in the checkpoint. */
  tensor(name: string): Float32Array {
    return this.tensors.get(name)!;
  }

  /** The row of a token ID, written into an array where one is given; it has to have been brought. */
  row(id: number, into?: Float32Array): Float32Array {
    const width = this.index.config.hidden_size;
    const shard = this.shards.get(Math.floor(id / this.index.rows))!;
    const begin = (id % this.index.rows) * width;
    return fromHalf(shard.subarray(begin, begin + width), into);
  }

  private async bringShard(number: number): Promise<void> {
    if (this.shards.has(number)) return;
    this.shards.set(number, halves(await this.file(`rows-${String(number).padStart(2, "0")}`)));
  }

  /** The contents of a file, decompressed and compared with its sum. What failed is asked for again the next time. */
  private file(name: string): Promise<Uint8Array> {
    const before = this.waiting.get(name);
    if (before) return before;
    const promise = this.checked(name);
    this.waiting.set(name, promise);
    promise.catch(() => {}).finally(() => this.waiting.delete(name));
    return promise;
  }

  private async checked(name: string): Promise<Uint8Array> {
    const packed = await this.fetch(name);
    const { sha256: expected } = this.index.files.find((file) => file.name === name)!;
    let data: Uint8Array;
    try {
      data = await unpacked(packed);
    } catch {
      throw damaged(name);
    }
    if (bytesToHex(sha256(data)) !== expected) throw damaged(name);
    return data;
  }
}

function damaged(name: string): FileError {
  return new FileError(
    `The file checkpoint/${name} of this site is damaged: reload the page, and get the site again if that does not help.`,
  );
}

async function unpacked(packed: Uint8Array): Promise<Uint8Array> {
  const stream = new Blob([packed as BlobPart]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Bytes as 16-bit numbers, lowest byte first: the order that every browser's machine has. */
function halves(data: Uint8Array): Uint16Array {
  return new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2);
}

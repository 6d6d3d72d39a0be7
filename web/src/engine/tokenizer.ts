/** A text as token IDs. Cutting and merging are the library's; words added later are found here, before it cuts. */

import { Tokenizer as Library } from "@huggingface/tokenizers";
import { members } from "./characters";

/** A token that is looked for in the text itself: special, or added to the vocabulary later. */
export interface Added {
  readonly id: number;
  readonly content: string;
  readonly special: boolean;
  /** Found only where no letter, number or mark stands beside it. */
  readonly wholeWord: boolean;
  /** Takes the white space before it along. */
  readonly takesBefore: boolean;
}

/** A stretch of the text: plain, or an added token with the white space that it takes along. */
export interface Section {
  readonly text: string;
  readonly added?: Added;
}

/** One token: its ID and its entry in the vocabulary. */
export interface Token {
  readonly id: number;
  readonly token: string;
}

// The rule by which GPT-2 and RoBERTa cut a text (Radford et al., 2019), with the classes of the tokenizers library: a
// browser's own \p{L} depends on its version of Unicode, and its \s is another one.
const [L, N, S] = [members("letters"), members("numbers"), members("spaces")];
const CUT = `'s|'t|'re|'ve|'m|'ll|'d| ?[${L}]+| ?[${N}]+| ?[^${S}${L}${N}]+|[${S}]+(?![^${S}])|[${S}]+`;
const WORD = new RegExp(CUT, "gu");
const SPACE_BEFORE = new RegExp(`[${S}]+$`, "u");
const WORD_BEFORE = new RegExp(`[${members("words")}]$`, "u");
const WORD_AFTER = new RegExp(`^[${members("words")}]`, "u");

interface StoredToken {
  id: number;
  content: string;
  special: boolean;
  single_word: boolean;
  lstrip: boolean;
}

interface Stored {
  added_tokens: StoredToken[];
  model: { merges: [string, string][] };
  post_processor: { cls: [string, number]; sep: [string, number] };
}

/** A tokenizer that can be given more words; a longer one shares the library's part with the one it was made from. */
export class Tokenizer {
  readonly special: ReadonlySet<number>;
  private readonly found: RegExp;
  private readonly byContent: Map<string, Added>;
  private readonly byId: Map<number, Added>;

  private constructor(
    private readonly library: Library,
    /** The places of the merges in their list, by both halves with a space between; made when they are asked for. */
    private readonly ranks: () => Map<string, number>,
    readonly size: number,
    readonly added: readonly Added[],
    /** How many tokens a text may have when it is truncated, `<s>` and `</s>` included. */
    readonly limit: number,
    readonly startId: number,
    readonly endId: number,
  ) {
    this.byContent = new Map(added.map((one) => [one.content, one]));
    this.byId = new Map(added.map((one) => [one.id, one]));
    this.special = new Set(added.filter((one) => one.special).map((one) => one.id));
    const longestFirst = [...this.byContent.keys()].sort((a, b) => b.length - a.length);
    this.found = new RegExp(
      longestFirst.map((content) => content.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")).join("|"),
      "g",
    );
  }

  /** Read tokenizer.json and tokenizer_config.json. */
  static read(stored: Stored, settings: { model_max_length: number }): Tokenizer {
    const cutter = {
      type: "Sequence",
      pretokenizers: [
        { type: "Split", pattern: { Regex: CUT }, behavior: "Isolated", invert: false },
        { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: false },
      ],
    };
    const library = new Library({ ...stored, pre_tokenizer: cutter }, settings);
    const added = stored.added_tokens.map((token) => ({
      id: token.id,
      content: token.content,
      special: token.special,
      wholeWord: token.single_word,
      takesBefore: token.lstrip,
    }));
    const { cls, sep } = stored.post_processor;
    let ranks: Map<string, number> | null = null;
    const ranked = () => {
      ranks ??= new Map(stored.model.merges.map(([left, right], rank) => [`${left} ${right}`, rank]));
      return ranks;
    };
    return new Tokenizer(library, ranked, library.get_vocab().size, added, settings.model_max_length, cls[1], sep[1]);
  }

  /** A tokenizer with more words, whose IDs follow the ones that there are. */
  with(words: readonly string[], wholeWords: boolean): Tokenizer {
    const more = words.map((content, place) => ({
      id: this.size + place,
      content,
      special: false,
      wholeWord: wholeWords,
      takesBefore: false,
    }));
    const added = [...this.added, ...more];
    return new Tokenizer(
      this.library,
      this.ranks,
      this.size + more.length,
      added,
      this.limit,
      this.startId,
      this.endId,
    );
  }

  /** Cut a text where added tokens stand in it: the first that begins, and of those the longest. */
  sections(text: string): Section[] {
    const parts: Section[] = [];
    let done = 0;
    for (const match of text.matchAll(this.found)) {
      const added = this.byContent.get(match[0])!;
      const [before, end] = [text.slice(0, match.index), match.index + match[0].length];
      if (added.wholeWord && (WORD_BEFORE.test(before) || WORD_AFTER.test(text.slice(end)))) continue;
      const taken = added.takesBefore ? (SPACE_BEFORE.exec(before)?.[0].length ?? 0) : 0;
      const start = Math.max(match.index - taken, done);
      if (start > done) parts.push({ text: text.slice(done, start) });
      parts.push({ text: text.slice(start, end), added });
      done = end;
    }
    if (done < text.length) parts.push({ text: text.slice(done) });
    return parts;
  }

  /** The words into which a stretch of text is cut before anything is merged. */
  cut(text: string): string[] {
    return text.match(WORD) ?? [];
  }

  /** The place of a merge in the list, from 0; infinite where these two are never joined. */
  rank(left: string, right: string): number {
    return this.ranks().get(`${left} ${right}`) ?? Number.POSITIVE_INFINITY;
  }

  /** How many merges there are. */
  get merges(): number {
    return this.ranks().size;
  }

  /** The tokens of a stretch of text in which no added token is looked for. */
  tokensOf(text: string): Token[] {
    const { ids, tokens } = this.library.encode(text, { add_special_tokens: false });
    return ids.map((id, place) => ({ id, token: tokens[place] }));
  }

  /** The token IDs of a text, with `<s>` and `</s>` or without. */
  encode(text: string, ends = true): number[] {
    const ids = this.sections(text).flatMap((section) =>
      section.added ? [section.added.id] : this.tokensOf(section.text).map((token) => token.id),
    );
    return ends ? [this.startId, ...ids, this.endId] : ids;
  }

  /** The entry of a token ID, if there is one. */
  entry(id: number): string | undefined {
    return this.byId.get(id)?.content ?? this.library.id_to_token(id);
  }

  /** The ID of an entry of the vocabulary, if there is one. */
  idOf(entry: string): number | undefined {
    return this.byContent.get(entry)?.id ?? this.library.token_to_id(entry);
  }
}

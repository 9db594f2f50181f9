import type { Content } from "./wire/protocol.js";

const kept = 10_000;

type Entry = [session: number, count: number, source: string];

/** What was run in this session. */
export class History {
  readonly #entries: Entry[] = [];

  add(count: number, source: string): void {
    this.#entries.push([0, count, source]);
    if (this.#entries.length > kept) this.#entries.shift();
  }

  /** The entries that a history_request asks for. */
  answer(content: Content): Content {
    const found = this.#select(content);
    const history = content.output === true ? found.map(([s, n, source]) => [s, n, [source, null]]) : found;
    return { status: "ok", history };
  }

  #select({ hist_access_type: access, n, start, stop, pattern, unique }: Content): Entry[] {
    const last = (entries: Entry[]): Entry[] => entries.slice(-Math.max(1, Number(n ?? kept)));
    if (access === "range") {
      const end = stop === null || stop === undefined ? Number.POSITIVE_INFINITY : Number(stop);
      return this.#entries.filter(([, count]) => count >= Number(start ?? 0) && count < end);
    }
    if (access !== "search") return last(this.#entries);
    const glob = new RegExp(
      `^${String(pattern ?? "*")
        .replace(/[.+^${}()|[\]\\]/g, "\\$&")
        .replaceAll("*", "[^]*")
        .replaceAll("?", "[^]")}$`,
    );
    const found = this.#entries.filter(([, , source]) => glob.test(source));
    const latest = new Map(found.map((entry) => [entry[2], entry]));
    return last(unique === true ? [...latest.values()] : found);
  }
}

import { DataError } from "../../errors.js";
import { isMissing } from "../is-missing.js";
import type { Coder, Name } from "../sparse/coder.js";
import { batchesOf, type Rows } from "../sparse/event-batches.js";
import type { Clock } from "./clock.js";
import type { Landmarks } from "./landmarks.js";
import type { WindowRoles } from "./window-roles.js";

/** What became of events; one of a person with several index dates counts once for each. */
export interface EventCounts {
  readonly read: number;
  /** In at least one look-back window, of a code that has columns. */
  readonly used: number;
  readonly before: number;
  readonly inGap: number;
  readonly after: number;
  readonly outside: number;
  readonly otherCodes: number;
  readonly otherIds: number;
  /** Used, but without a value. */
  readonly withoutValue: number;
}

/** An event in a look-back window. The reader gives the same object again and again. */
export interface LookBackEvent {
  row: number;
  window: number;
  time: number;
  code: unknown;
  value: unknown;
  /** Column and row of the value, for errors. */
  name: string;
  at: number;
}

type Counting = { -readonly [Name in keyof EventCounts]: number };

const nothing: EventCounts = {
  read: 0,
  used: 0,
  before: 0,
  inGap: 0,
  after: 0,
  outside: 0,
  otherCodes: 0,
  otherIds: 0,
  withoutValue: 0,
};

/** Reads events and says in which windows of whom they lie. */
export class EventReader {
  readonly landmarks: Landmarks;
  counts: Counting = { ...nothing };
  /** Time of the first outcome of each row; infinite where there is none. */
  firstOutcomes: Float64Array;
  /** The name of all events where they have no codes. */
  readonly single: Name;
  readonly #events: Rows;
  readonly #roles: WindowRoles;
  readonly #clock: Clock;
  readonly #outcomes: ReadonlySet<unknown>;
  #unknown = false;

  constructor(events: Rows, roles: WindowRoles, landmarks: Landmarks, clock: Clock) {
    this.landmarks = landmarks;
    this.single = roles.value ?? "events";
    this.#events = events;
    this.#roles = roles;
    this.#clock = clock;
    this.#outcomes = new Set(roles.outcome?.codes ?? []);
    this.firstOutcomes = new Float64Array(landmarks.kept.length);
  }

  /** The code of an event's column, which makes the event count as used, or −1. */
  codeOf(codes: Coder, event: LookBackEvent): number {
    const code = codes.code(event.code, `code "${this.#roles.code}"`, event.at);
    this.#unknown = code < 0;
    return code;
  }

  /** Gives each event of each look-back window to `take`. */
  async read(take: (event: LookBackEvent) => void): Promise<void> {
    const { id, time, code, value } = this.#roles;
    this.counts = { ...nothing };
    this.firstOutcomes.fill(Number.POSITIVE_INFINITY);
    const columns = {
      id,
      time,
      ...(code === undefined ? {} : { code }),
      ...(value === undefined ? {} : { value }),
    };
    const event: LookBackEvent = {
      row: 0,
      window: 0,
      time: 0,
      code: this.single,
      value: 0,
      name: value ?? "",
      at: 0,
    };
    let before = 0;
    for await (const batch of batchesOf(this.#events, columns)) {
      const [ids, times] = [batch.columns[id]!, batch.columns[time]!];
      const codes = code === undefined ? undefined : batch.columns[code]!;
      const values = value === undefined ? undefined : batch.columns[value]!;
      for (let i = 0; i < batch.rows; i++) {
        event.at = before + i;
        event.time = this.#clock.read(times[i], `time "${time}"`, event.at);
        if (Number.isNaN(event.time)) {
          throw new DataError(
            `time "${time}" is missing in row ${event.at} of the events; drop such rows first.`,
          );
        }
        if (codes) event.code = codes[i];
        if (values) event.value = values[i];
        this.#place(ids[i], event, take);
      }
      before += batch.rows;
    }
    this.counts.read = before;
  }

  #place(id: unknown, event: LookBackEvent, take: (event: LookBackEvent) => void): void {
    const { people, first, rowsOf, from, until } = this.landmarks;
    const person = people.code(id, `id "${this.#roles.id}"`, event.at);
    if (person < 0) {
      this.counts.otherIds++;
      return;
    }
    for (let k = first[person]!; k < first[person + 1]!; k++) {
      event.row = rowsOf[k]!;
      if (!(from[event.row]! <= event.time && event.time < until[event.row]!)) this.counts.outside++;
      else this.#placeInRow(event, take);
    }
  }

  #placeInRow(event: LookBackEvent, take: (event: LookBackEvent) => void): void {
    const { index, begins, end, outcomeBegin, outcomeEnd } = this.landmarks;
    const { row, time } = event;
    if (time >= index[row]!) {
      this.counts.after++;
      const isOutcome =
        time >= outcomeBegin[row]! && time < outcomeEnd[row]! && this.#outcomes.has(event.code);
      if (isOutcome && time < this.firstOutcomes[row]!) this.firstOutcomes[row] = time;
      return;
    }
    if (time >= end[row]!) {
      this.counts.inGap++;
      return;
    }
    let windows = 0;
    for (let k = 0; k < begins.length; k++) {
      if (time < begins[k]![row]!) continue;
      event.window = k;
      take(event);
      windows++;
    }
    if (windows === 0) this.counts.before++;
    else if (this.#unknown) this.counts.otherCodes++;
    else {
      this.counts.used++;
      if (isMissing(event.value)) this.counts.withoutValue++;
    }
  }
}

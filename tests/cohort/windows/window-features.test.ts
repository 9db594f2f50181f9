import { table } from "arquero";
import fc from "fast-check";
import { querySource, type TableSource, type WindowRoles, windowFeatures } from "txlab/cohort";
import { describe, expect, it } from "vitest";

const day = 86_400_000;
const at = (text: string): Date => new Date(`${text}Z`);

/** One person, index 2020-03-31, with events around the edges of its windows. */
const people = table({ person: ["p"], index: ["2020-03-31"] });
const roles: WindowRoles = { id: "person", index: "index", time: "time", lookBack: ["30d"] };
const eventsAt = (...times: unknown[]) => table({ person: times.map(() => "p"), time: times });
const count = async (time: unknown, more: Partial<WindowRoles> = {}) => {
  const made = await windowFeatures(people, eventsAt(time), { ...roles, ...more });
  return made.names.map((name) => made.table.get(name, 0));
};

describe("windowFeatures: boundaries", () => {
  it("counts an event at a window's beginning, and none at the index date or later", async () => {
    expect(await count("2020-03-01")).toEqual([1]);
    expect(await count("2020-02-29T23:59:59")).toEqual([0]);
    expect(await count("2020-03-30T23:59:59.999")).toEqual([1]);
    expect(await count("2020-03-31")).toEqual([0]);
    expect(await count("2020-04-01")).toEqual([0]);
  });

  it("ends all windows a gap before the index date", async () => {
    const gap = { gap: "7d" };
    expect(await count("2020-03-24", gap)).toEqual([0]);
    expect(await count("2020-03-23T23:59", gap)).toEqual([1]);
    expect(await count("2020-02-23", gap)).toEqual([1]);
    expect(await count("2020-02-22", gap)).toEqual([0]);
  });

  it("goes by the calendar in months and years, to a shorter month's last day", async () => {
    const months = { lookBack: ["1mo", "24mo", "1y"] };
    expect(await count("2020-02-29", months)).toEqual([1, 1, 1]);
    expect(await count("2020-02-28", months)).toEqual([0, 1, 1]);
    expect(await count("2019-03-31", months)).toEqual([0, 1, 1]);
    expect(await count("2018-03-31", months)).toEqual([0, 1, 0]);
    expect(await count("2018-03-30", months)).toEqual([0, 0, 0]);
  });

  it("takes numbers of any unit, such as hours since admission", async () => {
    const stays = table({ stay: [1, 2], landmark: [24, 48] });
    const labs = table({ stay: [1, 1, 1, 2, 2], hour: [23.9, 24, 0, 24, 20], value: [5, 99, 3, 7, 1] });
    const made = await windowFeatures(stays, labs, {
      id: "stay",
      index: "landmark",
      time: "hour",
      value: "value",
      lookBack: [24, 1],
      aggregate: ["last", "min"],
    });
    expect(made.table.objects()).toEqual([
      { stay: 1, landmark: 24, "value@24 last": 5, "value@24 min": 3, "value@1 last": 5, "value@1 min": 5 },
      {
        stay: 2,
        landmark: 48,
        "value@24 last": 7,
        "value@24 min": 7,
        "value@1 last": Number.NaN,
        "value@1 min": Number.NaN,
      },
    ]);
  });
});

describe("windowFeatures: clocks", () => {
  it("reads days and times as they are written, whatever the machine's zone", async () => {
    for (const index of ["2020-03-31", at("2020-03-31T00:00:00"), "2020-03-31 00:00"]) {
      const made = await windowFeatures(
        table({ person: ["p"], index: [index] }),
        eventsAt("2020-03-30T23:30"),
        roles,
      );
      expect(made.table.get("events@30d count", 0)).toBe(1);
    }
  });

  it("moves instants to the wall clock of a zone, summer time included", async () => {
    const ny = { timeZone: "America/New_York" };
    // 03:30 in London's winter of the 31st is still the 30th in New York.
    expect(await count("2020-03-31T03:30:00Z", ny)).toEqual([1]);
    expect(await count("2020-03-31T03:30:00Z")).toEqual([0]);
    expect(await count("2020-03-31T04:30:00Z", ny)).toEqual([0]);
    expect(await count(at("2020-03-31T03:59:59"), ny)).toEqual([1]);
    expect(await count("2020-03-31T01:00:00-05:00", ny)).toEqual([0]);
    // Before 8 March, New York was five hours behind.
    expect(await count("2020-03-01T04:59:00Z", ny)).toEqual([0]);
    expect(await count("2020-03-01T05:00:00Z", ny)).toEqual([1]);
    // A day stays a day.
    expect(await count("2020-03-01", ny)).toEqual([1]);
    await expect(count("2020-03-01", { timeZone: "Mars" })).rejects.toThrow(/timeZone must be a zone's name/);
  });

  it("refuses what is no time, mixed kinds, and windows of the other kind", async () => {
    await expect(count("31.3.2020")).rejects.toThrow(
      /time "time" must be a number, a date or ISO text.*row 0/,
    );
    await expect(count("2020-02-30")).rejects.toThrow(/row 0 is "2020-02-30"/);
    await expect(count(5)).rejects.toThrow(/must be times like the others; row 0 is 5/);
    await expect(count(null)).rejects.toThrow(/time "time" is missing in row 0/);
    await expect(count("2020-03-01", { lookBack: [30] })).rejects.toThrow(
      /lookBack\[0\] must be a length of time such as/,
    );
    await expect(count("2020-03-01", { gap: "-1d" })).rejects.toThrow(/gap must be/);
  });
});

const names = ["count", "any", "sum", "mean", "last", "min", "max", "slope"] as const;

/** The definition, written down again: features of a row from the events in [begin, end). */
function expected(events: { time: number; value: number }[], begin: number, end: number): number[] {
  const inside = events.filter(({ time }) => time >= begin && time < end);
  const values = inside.map(({ value }) => value);
  const sum = values.reduce((a, b) => a + b, 0);
  const sorted = inside.map((each, k) => ({ ...each, k })).sort((a, b) => a.time - b.time || a.k - b.k);
  const t = inside.reduce((a, { time }) => a + time, 0) / inside.length;
  const spread = inside.reduce((a, { time }) => a + (time - t) ** 2, 0);
  const slope = inside.reduce((a, { time, value }) => a + (time - t) * value, 0) / spread;
  return [
    inside.length,
    Number(inside.length > 0),
    sum,
    sum / values.length,
    sorted.at(-1)?.value ?? Number.NaN,
    ...(values.length > 0 ? [Math.min(...values), Math.max(...values)] : [Number.NaN, Number.NaN]),
    spread > 0 ? slope : Number.NaN,
  ];
}

const event = fc.record({
  person: fc.integer({ min: 0, max: 4 }),
  code: fc.constantFrom("a", "b"),
  time: fc.integer({ min: 0, max: 40 }),
  value: fc.integer({ min: -5, max: 5 }),
});
const list = fc.array(event, { minLength: 1, maxLength: 60 });
const landmarks = table({ person: [0, 1, 2, 2, 3], index: [20, 25, 10, 30, 0] });
const numeric: WindowRoles = {
  id: "person",
  index: "index",
  time: "time",
  code: "code",
  value: "value",
  lookBack: [5, 20],
  gap: 2,
  codes: ["a", "b"],
};
const tableOf = (events: readonly { person: number; code: string; time: number; value: number }[]) =>
  table({
    person: events.map(({ person }) => person),
    code: events.map(({ code }) => code),
    time: events.map(({ time }) => time),
    value: events.map(({ value }) => value),
  });

describe("windowFeatures: aggregates", () => {
  it("are what their definitions say, for each person, index date, code and window", async () => {
    await fc.assert(
      fc.asyncProperty(list, async (events) => {
        const made = await windowFeatures(landmarks, tableOf(events), { ...numeric, aggregate: names });
        for (let row = 0; row < 5; row++) {
          const [person, index] = [landmarks.get("person", row), landmarks.get("index", row)];
          for (const code of ["a", "b"]) {
            const own = events.filter((each) => each.person === person && each.code === code);
            for (const length of [5, 20]) {
              expected(own, index - 2 - length, index - 2).forEach((value, k) => {
                const found = made.table.get(`${code}@${length} ${names[k]}`, row);
                if (Number.isNaN(value)) expect(found).toBeNaN();
                else expect(found).toBeCloseTo(value, 9);
              });
            }
          }
        }
        const { read, used, before, inGap, after, otherIds } = made.events;
        expect(read).toBe(events.length);
        // Person 2 has two index dates, and each of its events counts for both.
        const twice = events.filter(({ person }) => person === 2).length;
        expect(used + before + inGap + after + otherIds).toBe(events.length + twice);
      }),
      { numRuns: 60 },
    );
  });

  it("never see an event at or after the index date, nor in the gap", async () => {
    await fc.assert(
      fc.asyncProperty(list, list, async (past, any) => {
        const indexOf: Record<number, number> = { 0: 20, 1: 25, 2: 30, 3: 0 };
        const once = table({ person: [0, 1, 2, 3], index: [20, 25, 30, 0] });
        const future = any.map((each) => ({ ...each, time: each.time + (indexOf[each.person] ?? 0) - 2 }));
        const all = { ...numeric, aggregate: names };
        const without = await windowFeatures(once, tableOf(past), all);
        const withThem = await windowFeatures(once, tableOf([...past, ...future]), all);
        expect(withThem.table.objects()).toEqual(without.table.objects());
      }),
      { numRuns: 40 },
    );
  });

  it("are the same numbers in a sparse design, from a table, a stream and a query", async () => {
    const events = fc.sample(list, { numRuns: 1, seed: 5 })[0]!;
    const from = tableOf(events);
    const wanted = { ...numeric, aggregate: ["count", "any", "sum"] as const };
    const dense = await windowFeatures(landmarks, from, wanted);
    const stream: TableSource = {
      name: "events",
      async *batches() {
        for (let i = 0; i < events.length; i += 7) {
          const part = tableOf(events.slice(i, i + 7));
          const columns = Object.fromEntries(part.columnNames().map((name) => [name, part.array(name)]));
          yield { rows: part.numRows(), columns };
        }
      },
    };
    const values = events.map(({ person, code, time, value }) => `(${person}, '${code}', ${time}, ${value})`);
    const query = querySource(`SELECT * FROM (VALUES ${values.join(", ")}) t(person, code, time, value)`);
    for (const source of [from, stream, query]) {
      const made = await windowFeatures(landmarks, source, { ...wanted, sparse: true });
      expect(made.names).toEqual(dense.names);
      expect(made.events).toEqual(dense.events);
      const { starts, rowIndices, values: stored } = made.design!;
      made.names.forEach((name, j) => {
        const column = new Array<number>(5).fill(0);
        for (let k = starts[j]!; k < starts[j + 1]!; k++) column[rowIndices[k]!] = stored[k]!;
        expect(column).toEqual(Array.from(dense.table.array(name)));
      });
      expect(made.table.columnNames()).toEqual(["person", "index"]);
    }
  });

  it("leave out missing values, count them, and say nothing where nothing is known", async () => {
    const events = table({
      person: ["p", "p", "p"],
      time: ["2020-03-01", "2020-03-02", "2020-03-05"],
      value: [null, 4, 7],
    });
    const all = { ...roles, value: "value", aggregate: names };
    const made = await windowFeatures(people, events, all);
    const found = names.map((name) => made.table.get(`value@30d ${name}`, 0));
    expect(found.slice(0, 7)).toEqual([3, 1, 11, 5.5, 7, 4, 7]);
    expect(found[7]).toBeCloseTo(1, 12);
    expect(made.events.withoutValue).toBe(1);
    const none = await windowFeatures(
      people,
      events.filter((d: { value: number }) => d.value > 9),
      all,
    );
    expect(names.map((name) => none.table.get(`value@30d ${name}`, 0))).toEqual([
      0,
      0,
      0,
      ...new Array(5).fill(Number.NaN),
    ]);
  });
});

describe("windowFeatures: observation and outcome", () => {
  const cohort = table({
    person: [1, 2, 3, 4, 5, 6, 7],
    index: ["2020-01-01", "2020-01-01", "2020-01-01", "2020-01-01", null, "2020-01-01", "2020-01-01"],
    from: ["2019-01-01", "2019-12-31", "2019-12-02", "2019-01-01", "2019-01-01", "2020-01-02", "2019-01-01"],
    until: ["2021-01-01", "2021-01-01", "2020-01-31", "2020-01-16", "2021-01-01", "2021-01-01", "2020-01-16"],
    died: [null, null, "2020-01-31", null, null, null, "2020-01-16"],
  });
  const care = table({
    person: [1, 1, 1, 3, 4, 4, 9],
    time: ["2019-12-15", "2020-01-10", "2020-01-05", "2019-12-01", "2020-01-20", "2019-12-31", "2019-12-15"],
    code: ["x", "stroke", "stroke", "x", "stroke", "x", "x"],
  });
  const study: WindowRoles = {
    id: "person",
    index: "index",
    time: "time",
    code: "code",
    lookBack: ["30d"],
    observed: { from: "from", until: "until" },
    outcome: { codes: ["stroke"], window: "30d", name: "stroke" },
  };

  it("says who was left out and why, and counts no event that was not observed", async () => {
    const made = await windowFeatures(cohort, care, study);
    expect(Array.from(made.table.array("person"))).toEqual([1, 3, 4, 7]);
    expect(made.flow.steps).toEqual([
      { reason: "no index date", excluded: 1 },
      { reason: "index outside the observation", excluded: 1 },
      { reason: "observed for less than the look-back of 30d before the index", excluded: 1 },
    ]);
    expect(Array.from(made.table.array("x@30d count"))).toEqual([1, 0, 1, 0]);
    expect(made.events).toMatchObject({ read: 7, used: 2, after: 2, outside: 2, otherIds: 1 });
    expect(String(made)).toMatch(
      /Window features: 4 rows, 1 features over 30d\nrows in the table: 7\nleft out, no index date: 1/,
    );
    expect(String(made)).toMatch(
      /2 in a look-back window · 2 at or after the index date · 2 outside the observation/,
    );
  });

  it("knows an outcome, its absence over the whole window, or neither", async () => {
    const made = await windowFeatures(cohort, care, study);
    expect(Array.from(made.table.array("stroke"))).toEqual([1, 0, Number.NaN, Number.NaN]);
    expect(Array.from(made.table.array("stroke time"))).toEqual([4, 30, 15, 15]);
    const strict = await windowFeatures(cohort, care, { ...study, incompleteFollowUp: "exclude" });
    expect(strict.flow.steps.at(-1)).toEqual({
      reason: "observed for less than the outcome window after the index",
      excluded: 2,
    });
    expect(Array.from(strict.table.array("stroke"))).toEqual([1, 0]);
  });

  it("takes a date of the people as outcome, a death that ends the observation included", async () => {
    const death = { ...study, outcome: { time: "died", window: "30d", name: "death" } };
    const made = await windowFeatures(cohort, care, death);
    // Day 30 is not in [0, 30).
    expect(Array.from(made.table.array("death"))).toEqual([0, 0, Number.NaN, 1]);
    expect(Array.from(made.table.array("death time"))).toEqual([30, 30, 15, 15]);
    const later = await windowFeatures(cohort, care, {
      ...death,
      outcome: { ...death.outcome, gap: "16d", window: "15d" },
    });
    expect(Array.from(later.table.array("death"))).toEqual([0, 1, Number.NaN, Number.NaN]);
  });

  it("keeps people with a short look-back where that is asked for", async () => {
    const made = await windowFeatures(cohort, care, { ...study, lookBackObserved: "ignore" });
    expect(Array.from(made.table.array("person"))).toEqual([1, 2, 3, 4, 7]);
  });

  it("keeps to the codes that a model knows, and counts the others", async () => {
    const made = await windowFeatures(cohort, care, { ...study, codes: ["y", "x"] });
    expect(made.names).toEqual(["y@30d count", "x@30d count"]);
    const other = await windowFeatures(cohort, care, { ...study, codes: ["y"] });
    expect(other.events).toMatchObject({ used: 0, otherCodes: 2 });
  });

  it("refuses roles that do not fit", async () => {
    const refused = (more: object) =>
      expect(windowFeatures(cohort, care, { ...study, ...more } as WindowRoles)).rejects;
    await refused({ aggregate: "mean" }).toThrow(/"mean" needs value/);
    await refused({ aggregate: "mean", value: "time", sparse: true }).toThrow(
      /cannot hold "mean": it is unknown, not 0/,
    );
    await refused({ aggregate: "median" }).toThrow(/aggregate must be one of/);
    await refused({ lookback: "30d" }).toThrow(/no option "lookback". Did you mean "lookBack"/);
    await refused({ index: "indx" }).toThrow(/Did you mean "index"/);
    await refused({ time: "tim" }).toThrow(/Did you mean "time"/);
    await refused({ outcome: { window: "30d" } }).toThrow(/either codes, of the events, or time/);
    await refused({ outcome: undefined, incompleteFollowUp: "exclude" }).toThrow(/needs outcome/);
    await refused({ outcome: { codes: ["stroke"], window: "30d", name: "died" } }).toThrow(
      /two columns would be called "died"/,
    );
    await expect(
      windowFeatures(
        table({ person: [1], index: ["1990-01-01"], from: ["2019-01-01"], until: ["2020-01-01"] }),
        care,
        study,
      ),
    ).rejects.toThrow(/nobody is left of 1 rows:[\s\S]*index outside the observation: 1/);
  });
});

it("durations of hours and weeks are multiples of an hour", async () => {
  expect(await count(new Date(Date.UTC(2020, 2, 31) - 12 * 3_600_000), { lookBack: ["12h", "2w"] })).toEqual([
    1, 1,
  ]);
  expect(await count(new Date(Date.UTC(2020, 2, 31) - 14 * day), { lookBack: ["12h", "2w"] })).toEqual([
    0, 1,
  ]);
});

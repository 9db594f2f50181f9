import { type ClaimsOptions, diabetesRegimesStudy, simulateClaims } from "txlab/data-synth";
import { describe, expect, it } from "vitest";

type Row = Readonly<Record<string, number>>;

const settings = (knobs: Partial<ClaimsOptions>, members: number): ClaimsOptions => ({
  members,
  seed: 6,
  ...knobs,
});
const people = async (knobs: Partial<ClaimsOptions>): Promise<readonly Row[]> => {
  const { truth } = await simulateClaims(settings(knobs, 1500));
  return (await truth.members()).objects() as Row[];
};
/** Who is newly diagnosed, with the probabilities and the nine results of each. */
const regimes = async (
  knobs: Partial<ClaimsOptions>,
): Promise<{ rows: readonly Row[]; secret: readonly Row[]; values: Readonly<Record<string, number>> }> => {
  const { cohort } = await simulateClaims(settings({ scenario: "diabetes-regimes", ...knobs }, 4000));
  const { table, truth } = await diabetesRegimesStudy(cohort);
  return {
    rows: table.objects() as Row[],
    secret: truth.potentialOutcomes().objects() as Row[],
    values: truth.values,
  };
};
const only = (rows: readonly Row[], matches: RegExp): readonly Row[] =>
  rows.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => matches.test(name))) as Row);
const born = /^(enrolid|metabolic|frailty|seeking|body_mass|smokes)$/;

describe("the knobs of the claims", () => {
  it("bring diabetes to more members, and earlier, with progression; who they are stays", async () => {
    const [none, some, much] = await Promise.all([0, 1, 2].map((progression) => people({ progression })));
    const begun = (rows: readonly Row[]): number => rows.filter((row) => row.diabetes_onset! >= 0).length;
    expect(begun(none!)).toBe(0);
    expect(begun(some!)).toBeGreaterThan(10);
    expect(begun(much!)).toBeGreaterThan(1.4 * begun(some!));
    some!.forEach((row, i) => {
      const later = row.diabetes_onset!;
      if (later > 31) expect(much![i]!.diabetes_onset).toBeLessThan(later);
    });
    expect(only(much!, born)).toEqual(only(none!, born));
  });

  it("cover members for fewer months with censoring; diabetes begins when it would have", async () => {
    const months = async (censoring: number): Promise<readonly [number, readonly Row[]]> => {
      const { cohort, truth } = await simulateClaims(settings({ censoring }, 500));
      const covered = (await cohort.table("enrollment_detail")).numRows();
      return [covered, (await truth.members()).objects() as Row[]];
    };
    const [none, some, much] = [await months(0), await months(1), await months(3)];
    expect(none[0]).toBeGreaterThan(1.1 * some[0]);
    expect(some[0]).toBeGreaterThan(1.2 * much[0]);
    const latent = /^(?!diabetes_diagnosis)/;
    expect(only(much[1], latent)).toEqual(only(none[1], latent));
  });

  it("give group B the newer drug less with allocationGap; group A and every result stay", async () => {
    const [fair, unfair, worse] = await Promise.all(
      [0, 1, 2].map((allocationGap) => regimes({ allocationGap })),
    );
    const newer = ({ rows, secret }: typeof fair & object, group: number): number[] =>
      rows.flatMap((row, i) => (row.group_b === group ? [secret[i]!.p_second_12!] : []));
    expect(newer(fair!, 1).length).toBeGreaterThan(5);
    newer(fair!, 1).forEach((chance, i) => {
      expect(newer(unfair!, 1)[i]).toBeLessThan(chance);
      expect(newer(worse!, 1)[i]).toBeLessThan(newer(unfair!, 1)[i]!);
    });
    expect(newer(worse!, 0)).toEqual(newer(fair!, 0));
    expect(only(worse!.secret, /a1c|^p_first/)).toEqual(only(fair!.secret, /a1c|^p_first/));
  });

  it("lower HbA1c more with drugEffect, not at all where it is 0, and never without a drug", async () => {
    const [none, some, much] = await Promise.all([0, 1, 1.5].map((drugEffect) => regimes({ drugEffect })));
    expect(new Set(Object.values(none!.values)).size).toBe(1);
    for (const pair of ["metformin, keep", "sulfonylurea, keep", "none, newer", "metformin, newer"]) {
      expect(some!.values[pair], pair).toBeLessThan(none!.values[pair]! - 0.05);
      expect(much!.values[pair], pair).toBeLessThan(some!.values[pair]! - 0.02);
    }
    const untreated = /^(enrolid|a1c_6_0|a1c_12_00)$/;
    expect(only(much!.secret, untreated)).toEqual(only(none!.secret, untreated));
  });
});

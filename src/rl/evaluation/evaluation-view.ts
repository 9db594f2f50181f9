import { ArgumentError } from "../../errors.js";
import type { Chart } from "../../plot/chart.js";
import { displayable } from "../../plot/display.js";
import { forestPlot } from "../../plot/forest-plot.js";
import { formatFixed, formatNumber, formatSigned } from "../../plot/format.js";
import { warningHtml } from "../../plot/html.js";
import { type TextTable, tableHtml, tableText } from "../../plot/table.js";
import type { Estimate } from "../../stats/estimate.js";
import { type EstimatorName, isDirect } from "./estimators.js";
import type { EvaluatedPolicy } from "./evaluate-policies.js";
import type { PolicyValue } from "./policy-value.js";
import type { SubgroupValue } from "./subgroup-values.js";

/** Policies side by side. */
export interface Evaluation {
  readonly estimators: readonly EstimatorName[];
  readonly policies: readonly EvaluatedPolicy[];
  readonly clinician: PolicyValue;
  readonly groups: readonly SubgroupValue[] | undefined;
  /** How candidates that carry clusters decide, and what fitted the values of actions where no learner was given. */
  readonly notes: readonly string[];
  /** A policy's value by an estimator, the first unless said. */
  get(policy: string, estimator?: EstimatorName): PolicyValue;
  /** Values by the first estimator with their intervals; those that are not to be used are left out, and named. */
  plot(): Chart;
  toString(): string;
}

export function evaluation(parts: Omit<Evaluation, "get" | "plot" | "toString">): Evaluation {
  const whole = {
    ...parts,
    get: (policy: string, estimator?: EstimatorName) => find(parts, policy, estimator),
    plot: () => plot(parts),
  };
  const tables = (): TextTable[] => [layout(parts), ...(parts.groups ? [groupLayout(parts.groups)] : [])];
  const off = parts.policies.flatMap(({ warnings }) => warnings.filter(({ code }) => code === "direct-off"));
  const said = [
    ...off.map(({ message }) => message),
    ...parts.policies.flatMap(({ name, warnings, baseline }) =>
      baseline
        ? []
        : warnings.map(({ message }) => (message.startsWith(name) ? message : `${name}: ${message}`)),
    ),
  ];
  return displayable(whole, {
    text: () => [...tables().map(tableText), ...said.map((each) => `Warning: ${each}`)].join("\n"),
    html: () => [...tables().map(tableHtml), ...said.map(warningHtml)].join("\n"),
    bundle: async () => ({ "image/svg+xml": await plot(parts).svg() }),
  });
}

type Parts = Pick<Evaluation, "estimators" | "policies" | "clinician" | "groups" | "notes">;

function find({ policies, estimators }: Parts, policy: string, estimator = estimators[0]!): PolicyValue {
  const row = policies.find(({ name }) => name === policy);
  if (!row) {
    throw new ArgumentError(
      `there is no policy "${policy}"; there are ${policies.map(({ name }) => name).join(", ")}.`,
    );
  }
  const value = row.values[estimators.indexOf(estimator)];
  if (value === undefined)
    throw new ArgumentError(`"${estimator}" was not used; ${estimators.join(", ")} were.`);
  if (typeof value === "string") throw new ArgumentError(`${policy} has no value by ${estimator}: ${value}.`);
  return value;
}

function withInterval(each: Estimate, number: (x: number, digits: number) => string): string {
  const { low, high } = each.interval();
  return `${number(each.value, 3)} (${number(low, 3)} to ${number(high, 3)})`;
}

function layout({ estimators, policies, notes }: Parts): TextTable {
  return {
    title: "Values of policies",
    columns: [
      { name: "policy", align: "left" },
      ...estimators.map((name) => ({ name: name.toUpperCase(), align: "left" as const })),
      { name: "effective sample" },
      { name: `versus clinician, ${estimators[0]!.toUpperCase()}`, align: "left" },
    ],
    rows: policies.map(({ name, values, difference }) => [
      name,
      ...values.map((each) => (typeof each === "string" ? each : withInterval(each, formatFixed))),
      sample(values),
      difference && usable(values[0]!) ? withInterval(difference, formatSigned) : "–",
    ]),
    notes: [
      "95% intervals; differences are paired by patient, with Wald intervals",
      ...(estimators.some(isDirect)
        ? ["intervals of values that were fitted hold them fixed, and are too narrow by their error"]
        : []),
      ...notes,
    ],
  };
}

/** The effective sample of the estimator that weights episodes, with its verdict. */
function sample(values: readonly (PolicyValue | string)[]): string {
  const weighted = values.find(
    (each): each is PolicyValue => typeof each !== "string" && !isDirect(each.estimator),
  );
  if (!weighted) return "none";
  const { effectiveSize, n, verdict } = weighted.support;
  const size = `${formatNumber(Math.round(effectiveSize), 0)} of ${formatNumber(n, 0)}`;
  return verdict === "supported" ? size : `${size}: ${verdict}`;
}

function groupLayout(groups: readonly SubgroupValue[]): TextTable {
  return {
    title: "Values within groups",
    columns: [
      { name: "policy", align: "left" },
      { name: "group", align: "left" },
      { name: "episodes" },
      { name: "value", align: "left" },
      { name: "clinician", align: "left" },
      { name: "effective sample" },
    ],
    rows: groups.map(({ policy, group, episodes, value, clinician }) => [
      ...[policy, group, formatNumber(episodes, 0)],
      typeof value === "string" ? value : withInterval(value, formatFixed),
      withInterval(clinician, formatFixed),
      typeof value === "string" ? "–" : sample([value]),
    ]),
  };
}

function usable(value: PolicyValue | string): boolean {
  return typeof value !== "string" && value.support.verdict !== "do not use";
}

function plot({ policies, estimators }: Parts): Chart {
  const usable = policies.flatMap(({ name, values: [first] }) =>
    first === undefined || typeof first === "string" || first.support.verdict === "do not use"
      ? []
      : [{ name, first }],
  );
  const rows = usable.map(({ name, first }) => {
    const { low, high } = first.interval();
    return { label: name, value: first.value, low, high };
  });
  const left = policies.length - usable.length;
  const clinician = rows.find(({ label }) => label === "clinician")!.value;
  const omitted = left > 0 ? `; ${left} without support left out` : "";
  return forestPlot(rows, {
    title: `value by ${estimators[0]!.toUpperCase()}${omitted}`,
    noEffect: clinician,
  });
}

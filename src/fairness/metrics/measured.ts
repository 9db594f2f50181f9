/** Why a metric has no value in a group. */
export type UndefinedReason =
  | "empty"
  | "no-positives"
  | "no-negatives"
  | "no-selected"
  | "none-unselected"
  | "constant-score"
  | "certain-score"
  | "separated"
  | "no-expected"
  | "not-a-number";

/** A metric that has no value, tagged with the reason; never NaN without one, never a sentinel. */
export interface Undefined {
  readonly undefined: UndefinedReason;
}

export function isUndefined(result: object): result is Undefined {
  return "undefined" in result;
}

const sentences: Readonly<Record<UndefinedReason, string>> = {
  empty: "nobody in the group",
  "no-positives": "nobody with a positive label",
  "no-negatives": "nobody with a negative label",
  "no-selected": "nobody predicted positive",
  "none-unselected": "nobody predicted negative",
  "constant-score": "all scores equal",
  "certain-score": "scores of exactly 0 or 1, whose log-odds are infinite",
  separated: "scores separate the labels, so no finite slope exists",
  "no-expected": "no expected events",
  "not-a-number": "the metric gave no finite number",
};

export function reasonSentence(reason: UndefinedReason): string {
  return sentences[reason];
}

const day = 1440;
const span = 27.5;
const early = 3;
const scale = Math.log1p(span / early);

/**
 * The share of 28-day deaths that has fallen by `minute` where nothing changes: ln(1 + s / 3) / ln(1 + 27.5 / 3) with
 * s = days − 0.5, so that half fall before day 7. None fall in the first twelve hours.
 */
export function deathShare(minute: number): number {
  const days = minute / day - 0.5;
  return days <= 0 ? 0 : Math.min(1, Math.log1p(days / early) / scale);
}

function minuteOfShare(share: number): number {
  return Math.round(day * (0.5 + early * Math.expm1(scale * share)));
}

/**
 * The risk of death within 28 days as it moves with the patient's course. It starts at the risk that record and early
 * treatment give, and is a martingale under the clinicians' practice: on the average over what may still happen it stays
 * what it is, so that the first risk is the true one. A patient dies when the deaths used up, 1 − S(t), reach the stay's
 * reserve, a uniform number that belongs to the stay.
 */
export class RiskPath {
  /** Probability of death within 28 days, given the course so far and life. */
  risk = 0;
  #alive = 1;
  #share = 0;
  #reserve = 1;

  begin(risk: number, reserve: number): void {
    this.risk = risk;
    this.#reserve = reserve;
    this.#alive = 1;
    this.#share = 0;
  }

  /** Moves the risk by risk (1 − risk) x, |x| < 1, which has mean 0 where x has; returns the change of its log-odds. */
  innovate(x: number): number {
    const p = this.risk;
    if (p === 0) return 0;
    this.risk = p + p * (1 - p) * x;
    return Math.log((1 + (1 - p) * x) / (1 - p * x));
  }

  /** Lets time pass: who lives on has lived through the part of the risk that fell in it. */
  advance(minute: number): void {
    if (this.#share >= 1) return;
    const share = deathShare(minute);
    const part = (share - this.#share) / (1 - this.#share);
    const dies = this.risk * part;
    this.#alive *= 1 - dies;
    this.risk = dies < 1 ? (this.risk * (1 - part)) / (1 - dies) : 0;
    this.#share = share;
    if (share >= 1) this.risk = 0;
  }

  /** The minute of death if the risk moves no more; infinite for who outlives 28 days. */
  get deathMinute(): number {
    if (this.#share >= 1) return Number.POSITIVE_INFINITY;
    const used = 1 - (1 - this.#reserve) / this.#alive;
    if (used > this.risk) return Number.POSITIVE_INFINITY;
    return minuteOfShare(this.#share + ((1 - this.#share) * used) / this.risk);
  }

  /** Probability of death within 28 days given the course so far, over the reserve. */
  get total(): number {
    return 1 - this.#alive * (1 - this.risk);
  }
}

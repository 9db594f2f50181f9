import { monthStart } from "./calendar.js";
import type { Life } from "./life.js";
import { plans, regions } from "./places.js";

/** Writes the member and the covered months. */
export function writeEnrollment(life: Life): void {
  const { member, rows, spells } = life;
  const sex = member.woman ? 2 : 1;
  const born = Math.floor(member.birth);
  rows.member.add(
    member.index,
    born,
    sex,
    regions[member.region]!.code,
    Number(member.state),
    member.area,
    plans[member.plan]!.code,
    member.industry,
    member.relation,
    member.union,
    member.mentalCoverage ? 1 : 0,
    member.laboratory ? 1 : 0,
    member.group,
  );
  const table = rows.month;
  for (const { from, to, rx, begins } of spells) {
    for (let month = from; month < to; month++) {
      const i = table.next();
      const c = table.columns;
      c[0]![i] = member.index;
      c[1]![i] = month;
      c[2]![i] = monthStart[month]! + (month === from ? begins - 1 : 0);
      c[3]![i] = monthStart[month + 1]! - 1;
      c[4]![i] = sex;
      c[5]![i] = born;
      c[6]![i] = rx ? 1 : 0;
    }
  }
}

/** Asks the person at the notebook for a line; `null` when there is none to ask. */
declare function prompt(message?: string, initial?: string): string | null;
/** Asks the person at the notebook for yes or no. */
declare function confirm(message?: string): boolean;

/** Packages of which the kernel's copy is the one that a notebook means. */
export const isOwn = (specifier: string): boolean => /^(txlab|tslab)(\/|$)/.test(specifier);

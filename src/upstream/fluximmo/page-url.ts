/** Whether two addresses lead to the same page: scheme, case of the host, a slash at the end and fragment aside. */
export function isSamePage(one: string, other: string): boolean {
  const page = pageOf(one);
  return page !== null && page === pageOf(other);
}

function pageOf(text: string): string | null {
  if (!URL.canParse(text)) return null;
  const { host, pathname, search } = new URL(text);
  return `${host}${pathname.replace(/\/+$/, '')}${search}`;
}

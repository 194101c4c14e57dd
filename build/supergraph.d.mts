export const urlInCompose: string;
export function composeSupergraph(url: string): string;

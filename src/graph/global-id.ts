const nodeTypes = ['Advert', 'Property', 'BuyerRequest'] as const;
export type NodeType = (typeof nodeTypes)[number];

export type GlobalId = Readonly<{ type: NodeType; key: readonly string[] }>;

/** `Node.id`: opaque to clients, stable for the life of the record. */
export function toGlobalId(type: NodeType, ...key: readonly string[]): string {
  return Buffer.from(JSON.stringify([type, ...key]), 'utf8').toString('base64url');
}

/** What a `Node.id` names, or `null` where it was not made here. */
export function parseGlobalId(id: string): GlobalId | null {
  const parts = parseStrings(Buffer.from(id, 'base64url').toString('utf8'));
  const [type, ...key] = parts ?? [];
  const nodeType = nodeTypes.find((each) => each === type);
  return nodeType === undefined || key.length === 0 ? null : { type: nodeType, key };
}

function parseStrings(text: string): readonly string[] | null {
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) && parsed.every((part) => typeof part === 'string') ? parsed : null;
  } catch {
    return null;
  }
}

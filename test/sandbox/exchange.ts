export type Answer = Awaited<ReturnType<typeof exchange>>;

/** One HTTP exchange in JSON; a string body is sent as it is. */
export async function exchange(
  url: string,
  {
    method = 'GET',
    headers = {},
    body,
  }: Readonly<{ method?: string; headers?: Record<string, string>; body?: unknown }> = {},
) {
  const response = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
}

import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';

/** Answers a request whose body has not been read; `false` leaves it to whoever comes next. */
export type AnswerAhead = (request: IncomingMessage, response: ServerResponse) => boolean;

/** Has `answer` see every request before the listener that `server` has. */
export function answerAhead(server: Server, answer: AnswerAhead): void {
  const [next] = server.listeners('request') as RequestListener[];
  if (next === undefined) throw new Error('There is no listener yet to be ahead of.');
  server.removeListener('request', next);
  server.on('request', (request, response) => {
    if (!answer(request, response)) next(request, response);
  });
}

import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';

/**
 * Calls `onGone` once, when the answer has left or its client has gone; at once where that has happened already. A response
 * that waits behind another on its connection is not told that the connection closed: its socket is listened to as well.
 */
export function whenGone(request: FastifyRequest, reply: FastifyReply, onGone: () => void): void {
  const response: Told = reply.raw;
  if (response.closed || request.raw.socket.destroyed) {
    onGone();
    return;
  }
  const known = response[listeners];
  if (known !== undefined) {
    known.push(onGone);
    return;
  }
  const those = [onGone];
  response[listeners] = those;
  const waiting = waitingOn(request.raw.socket);
  let isGone = false;
  const gone = () => {
    // A socket that closes takes its response with it, and tells even those who left while it was telling.
    if (isGone) return;
    isGone = true;
    response[listeners] = undefined;
    response.off('close', gone);
    waiting.delete(gone);
    for (const each of those) each();
  };
  response.once('close', gone);
  waiting.add(gone);
}

/** Who waits for the end of a response: by one listener, however many they are. */
const listeners = Symbol('when gone');
type Told = ServerResponse & { [listeners]?: (() => void)[] | undefined };

const waitingBySocket = new WeakMap<Socket, Set<() => void>>();

/** Who is told when it closes: by one listener, as any number of requests may follow each other closely on one connection. */
function waitingOn(socket: Socket): Set<() => void> {
  const known = waitingBySocket.get(socket);
  if (known !== undefined) return known;
  const waiting = new Set<() => void>();
  waitingBySocket.set(socket, waiting);
  socket.once('close', () => {
    for (const gone of [...waiting]) gone();
  });
  return waiting;
}

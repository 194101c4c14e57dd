import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** How long a connection may idle that has had one answer; clients are told so by the header `Keep-Alive`. */
export const FIRST_IDLE_MS = 7_000;
/** How long one may idle on which somebody has asked again: longer than most proxies keep theirs. */
const LATER_IDLE_MS = 72_000;

type Connection = { underWay: number; isAnswered: boolean; hasAskedAgain: boolean };

/**
 * Whether an answer has been read cannot be seen: what the system holds for a client counts as sent. Who asks again after
 * an answer has it; until then a connection idles shortly, and is reset rather than closed, since what is held for a client
 * that reads a byte now and then would be held on. So is one that takes nothing of its answer.
 */
export function watchIdleConnections(server: Server): void {
  const connections = new WeakMap<Socket, Connection>();

  function connectionOf(socket: Socket): Connection {
    const known = connections.get(socket);
    if (known !== undefined) return known;
    const connection = { underWay: 0, isAnswered: false, hasAskedAgain: false };
    connections.set(socket, connection);
    return connection;
  }

  server.on('request', ({ socket }, response) => {
    const connection = connectionOf(socket);
    connection.underWay += 1;
    if (connection.isAnswered) connection.hasAskedAgain = true;
    response.once('close', () => {
      connection.underWay -= 1;
      connection.isAnswered = true;
      if (connection.underWay === 0 && connection.hasAskedAgain) socket.setTimeout(LATER_IDLE_MS);
    });
  });
  server.on('timeout', (socket: Socket) => {
    const connection = connections.get(socket);
    if (connection?.underWay === 0 && connection.hasAskedAgain) socket.destroy();
    else socket.resetAndDestroy();
  });
}

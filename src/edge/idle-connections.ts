import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** How long a connection may idle that has had one answer; clients are told so by the header `Keep-Alive`. */
export const FIRST_IDLE_MS = 7_000;
/** How long one may idle on which somebody has asked again: longer than most proxies keep theirs. */
const LATER_IDLE_MS = 72_000;

/** `stuckAt` is how much had been sent on when nothing had been taken of it for the connection's time last. */
type Connection = { underWay: number; isAnswered: boolean; hasAskedAgain: boolean; stuckAt: number | null };

/**
 * Whether an answer has been read cannot be seen: what the system holds for a client counts as sent. Who asks again after
 * an answer has it; until then a connection idles shortly. Its end stands behind what the system holds, so that who reads
 * slowly loses nothing. One that takes nothing of an answer that is still to be sent is reset, where that is found twice in
 * a row, as the first time it may be that this process was too busy to send: there is no use in the rest.
 */
export function watchIdleConnections(server: Server): void {
  const connections = new WeakMap<Socket, Connection>();

  function connectionOf(socket: Socket): Connection {
    const known = connections.get(socket);
    if (known !== undefined) return known;
    const connection = { underWay: 0, isAnswered: false, hasAskedAgain: false, stuckAt: null };
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
    const connection = connectionOf(socket);
    if (connection.underWay === 0) closeUnlessAsked(socket, connection);
    // Where nothing waits to be sent, it is not the client who is slow.
    else if (socket.writableLength === 0 || sentOn(socket) !== connection.stuckAt) {
      connection.stuckAt = socket.writableLength === 0 ? null : sentOn(socket);
      rearm(socket);
    } else socket.resetAndDestroy();
  });
}

/** A process that was busy finds the time over before it has read what came meanwhile, which it does next. */
function closeUnlessAsked(socket: Socket, connection: Connection): void {
  const readBefore = socket.bytesRead;
  setImmediate(() => {
    if (socket.destroyed) return;
    if (connection.underWay > 0 || socket.bytesRead > readBefore) rearm(socket);
    else socket.destroy();
  });
}

function rearm(socket: Socket): void {
  socket.setTimeout(socket.timeout ?? 0);
}

/** What has gone to the system, in bytes. */
function sentOn(socket: Socket): number {
  return socket.bytesWritten - socket.writableLength;
}

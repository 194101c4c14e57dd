import type { FastifyReply, FastifyRequest } from 'fastify';

/**
 * Calls `onGone` once, when the answer has left or its client has gone. A response that waits behind another on its
 * connection is not told that the connection closed: its socket is listened to as well.
 */
export function whenGone(request: FastifyRequest, reply: FastifyReply, onGone: () => void): void {
  const { socket } = request.raw;
  let isGone = false;
  const gone = () => {
    // A socket that closes takes its response with it, and tells even those who left while it was telling.
    if (isGone) return;
    isGone = true;
    reply.raw.off('close', gone);
    socket.off('close', gone);
    onGone();
  };
  reply.raw.once('close', gone);
  socket.once('close', gone);
}

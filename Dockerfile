# docker build -t immograph .
#
# The image serves in production mode: it wants to know who may call (CLIENTS_FILE) and every upstream's credentials.
# To look around with the sandbox in their place:
#
#   docker run -p 4000:4000 -v immograph:/data -v ./clients:/etc/immograph:ro \
#     -e CLIENTS_FILE=/etc/immograph/clients.json -e SANDBOX=on immograph

FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY build/package.json build/
RUN npm ci --omit=dev
COPY tsconfig.json ./
COPY build build
COPY src src
RUN npm run build

FROM node:24-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4000 DATA_DIR=/data
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY build/package.json build/
# Without the build workspace, which brings most of the megabytes.
RUN npm ci --omit=dev --workspaces=false && npm cache clean --force
COPY schema schema
COPY --from=build /app/dist dist
RUN install -d -o node -g node /data
USER node
VOLUME /data
EXPOSE 4000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=15s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# build/node-options.mjs says why.
CMD ["node", "--v8-pool-size=1", "--max-semi-space-size=32", "--enable-source-maps", "dist/server/main.js"]

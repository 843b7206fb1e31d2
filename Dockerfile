# The images of the product: `--target api`, `--target edge` and `--target simulator-cli`. All compile from one set of installed tools.
FROM node:24-bookworm-slim AS manifests
WORKDIR /src
# Every workspace's manifest, since the lockfile speaks of all of them; the code comes later, so that it spoils no cached layer.
COPY package.json package-lock.json .npmrc ./
COPY apps/api/package.json apps/api/
COPY apps/e2e/package.json apps/e2e/
COPY apps/edge-auth/package.json apps/edge-auth/
COPY apps/simulator-cli/package.json apps/simulator-cli/
COPY apps/simulator-ui/package.json apps/simulator-ui/
COPY infra/package.json infra/
COPY libs/api-client/package.json libs/api-client/
COPY libs/deployment/package.json libs/deployment/
COPY libs/ocpp/package.json libs/ocpp/
COPY libs/station/package.json libs/station/
COPY libs/station-runner/package.json libs/station-runner/
COPY tools/test-services/package.json tools/test-services/

FROM manifests AS tools
RUN --mount=type=cache,target=/root/.npm \
    npm ci --include-workspace-root -w apps/api -w apps/edge-auth -w apps/simulator-cli -w apps/simulator-ui \
      -w libs/api-client -w libs/deployment -w libs/ocpp -w libs/station -w libs/station-runner
COPY tsconfig.base.json ./
COPY libs libs

FROM tools AS api-build
COPY apps/api apps/api
RUN npm run build -w apps/api

FROM tools AS edge-build
COPY apps/edge-auth apps/edge-auth
COPY apps/simulator-ui apps/simulator-ui
# Types are checked elsewhere.
RUN npm run bundle -w apps/edge-auth && npm exec -w apps/simulator-ui -- vite build

FROM tools AS simulator-cli-build
COPY apps/simulator-cli apps/simulator-cli
RUN npm run build -w apps/simulator-cli

FROM manifests AS api-dependencies
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev -w apps/api

FROM node:24-bookworm-slim AS api
ENV NODE_ENV=production
WORKDIR /app
COPY --from=api-dependencies /src ./
COPY --from=api-build /src/libs/ocpp/dist libs/ocpp/dist
COPY --from=api-build /src/libs/deployment/dist libs/deployment/dist
COPY --from=api-build /src/apps/api/dist apps/api/dist
USER node
EXPOSE 3000
HEALTHCHECK --interval=5s --timeout=5s --start-period=30s --retries=6 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.PORT || 3000) + '/health/ready').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--enable-source-maps", "--max-semi-space-size=32", "apps/api/dist/main.js"]

# The local edge with the page, and what the stack needs beside it: the identity provider, secrets, certificates.
FROM node:24-bookworm-slim AS edge
ENV NODE_ENV=production PAGE_DIR=/app/page
WORKDIR /app
COPY --from=edge-build /src/apps/edge-auth/dist ./
COPY --from=edge-build /src/apps/simulator-ui/dist page
COPY apps/edge-auth/compose/make-secrets.mjs ./
# Volumes that are mounted here begin with these rights.
RUN cd / && install -d -o node -g node certificates secrets \
      secrets/api secrets/database secrets/edge secrets/fleet secrets/idp secrets/observe secrets/valkey
USER node
EXPOSE 8080
# A page of the login, which needs no session and no other service, but a secret that can be read.
HEALTHCHECK --interval=5s --timeout=5s --start-period=10s --retries=6 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.PORT || 8080) + '/auth/signed-out').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "local-edge.mjs"]

FROM manifests AS simulator-cli-dependencies
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev -w apps/simulator-cli

# `docker run --rm simulator-cli --url …`. A mounted directory for reports and state must be writable for uid 1000.
FROM node:24-bookworm-slim AS simulator-cli
ENV NODE_ENV=production
WORKDIR /app
COPY --from=simulator-cli-dependencies /src ./
COPY --from=simulator-cli-build /src/libs/ocpp/dist libs/ocpp/dist
COPY --from=simulator-cli-build /src/libs/station/dist libs/station/dist
COPY --from=simulator-cli-build /src/libs/station-runner/dist libs/station-runner/dist
COPY --from=simulator-cli-build /src/apps/simulator-cli/dist apps/simulator-cli/dist
COPY apps/simulator-cli/bin apps/simulator-cli/bin
COPY libs/station/scenarios scenarios
COPY apps/edge-auth/compose/seed.mjs ./
USER node
ENTRYPOINT ["node", "--enable-source-maps", "/app/apps/simulator-cli/bin/simulate.mjs"]
CMD ["--help"]

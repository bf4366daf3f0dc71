# One image for the gateway and the five subgraphs; docker-compose.yml says which of them a container runs.
# Everything is installed inside the workspace: Node runs the TypeScript as it is, but not from under node_modules, where
# `pnpm deploy` would put it.
FROM node:24-slim

WORKDIR /app
ENV NODE_ENV=production

# Manifests first: the dependencies are installed anew only when these change.
COPY package.json pnpm-lock.yaml pnpm-workspace.yaml ./
COPY patches patches
COPY gateway/package.json gateway/
COPY schema/package.json schema/
COPY tests/package.json tests/
COPY subgraphs/kit/package.json subgraphs/kit/
COPY subgraphs/finance/package.json subgraphs/finance/
COPY subgraphs/health/package.json subgraphs/health/
COPY subgraphs/auto/package.json subgraphs/auto/
COPY subgraphs/commerce/package.json subgraphs/commerce/
COPY subgraphs/social/package.json subgraphs/social/
RUN npx --yes "$(node -p 'require("./package.json").packageManager')" install --frozen-lockfile --prod \
  && rm -rf ~/.npm ~/.cache ~/.local

COPY . .

RUN mkdir /data && chown node:node /data
USER node
EXPOSE 4000
# The memory flags of scripts/memory-flags.mjs, for every container of the image.
ENV NODE_OPTIONS="--max-semi-space-size=64 --max-old-space-size=1024"
CMD ["node", "gateway/src/main.ts"]

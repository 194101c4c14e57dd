/** ES modules throughout; TypeScript is stripped by swc, types are checked by `npm run typecheck`. */
export default {
  testEnvironment: '<rootDir>/test/environment.mjs',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/router/'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/test/router/node_modules/'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'es6' } },
    ],
  },
  testTimeout: 30_000,
  // Modules of suites that are over stay in memory: a worker that holds so much is begun anew.
  workerIdleMemoryLimit: '600MB',
};

import type { OperationFacts } from './context.js';
import type { Rounds } from './rounds.js';
import type { Services } from './services.js';

/** What loaders are made from, for one operation of one caller. */
export type LoaderNeeds = OperationFacts & Readonly<{ services: Services; rounds: Rounds }>;

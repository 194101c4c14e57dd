import type { UpstreamName } from '../upstream/errors.js';
import type { UpstreamsUsed } from './call-meter.js';
import type { OperationPart } from './operation-stages.js';

/** Puts beside every answer what it cost upstream, which upstreams the sandbox played, and a dry run's quote. */
export function createExtensionsPart(sandboxed: readonly UpstreamName[]): OperationPart {
  return () => ({
    willSendResponse: ({ response, contextValue }) => {
      if (response.body.kind !== 'single') return;
      const { meter, spending } = contextValue;
      response.body.singleResult.extensions = {
        ...response.body.singleResult.extensions,
        ...extensionsOf(meter.used(), sandboxed),
        ...(spending.isDryRun ? { quote: spending.quote() } : {}),
      };
    },
  });
}

/** What stands beside every answer: what it cost upstream, and which of these upstreams the sandbox played. */
export function extensionsOf(upstreams: UpstreamsUsed, sandboxed: readonly UpstreamName[]) {
  const touched = sandboxed.filter((upstream) => upstreams[upstream] !== undefined);
  return { upstreams, ...(touched.length === 0 ? {} : { sandbox: touched }) };
}

import type { UpstreamName } from '../upstream/errors.js';
import type { OperationPart } from './operation-stages.js';

/** Puts beside every answer what it cost upstream, which upstreams the sandbox played, and a dry run's quote. */
export function createExtensionsPart(sandboxed: readonly UpstreamName[]): OperationPart {
  return () => ({
    willSendResponse: ({ response, contextValue }) => {
      if (response.body.kind !== 'single') return;
      const { meter, spending } = contextValue;
      const used = meter.used();
      const touched = sandboxed.filter((upstream) => used[upstream] !== undefined);
      response.body.singleResult.extensions = {
        ...response.body.singleResult.extensions,
        upstreams: used,
        ...(touched.length === 0 ? {} : { sandbox: touched }),
        ...(spending.isDryRun ? { quote: spending.quote() } : {}),
      };
    },
  });
}

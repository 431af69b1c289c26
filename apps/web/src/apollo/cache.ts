import { disableFragmentWarnings, type TypePolicies } from '@apollo/client'
import { relayStylePagination } from '@apollo/client/utilities'
import { mergeEpochs } from './merge-epochs.ts'
import { runsPolicy } from './runs-policy.ts'

/** An epoch as the cache holds it: some or all fields of the schema's Epoch. */
type StoredEpoch = { readonly index: number; readonly [field: string]: unknown }

// Preloaded queries are parsed again with their fragments, which is no clash of names.
disableFragmentWarnings()

/** By key where the schema has one; what has none lives inside its parent. */
export const typePolicies: TypePolicies = {
  Query: { fields: { runs: runsPolicy } },
  Run: {
    fields: {
      history: {
        keyArgs: false,
        merge: (existing: readonly StoredEpoch[] | undefined, incoming: readonly StoredEpoch[]) =>
          mergeEpochs(existing ?? [], incoming),
      },
      confusionMatrix: { keyArgs: ['epoch'] },
      predictions: relayStylePagination(['actual', 'predicted', 'wrongOnly', 'epoch', 'order']),
    },
  },
  // By a public link as for a member.
  SharedRuns: { merge: true },
  SharedRun: {
    fields: {
      confusionMatrix: { keyArgs: ['epoch'] },
      predictions: relayStylePagination(['actual', 'predicted', 'wrongOnly', 'epoch', 'order']),
    },
  },
  // Counts and images of a comparison are asked for apart.
  PredictionComparison: { merge: true, fields: { pairs: relayStylePagination(['right', 'actual']) } },
  Dataset: { keyFields: ['name'], fields: { examples: relayStylePagination(['split', 'label']) } },
  ModelPreset: { keyFields: ['name'] },
  // The list asks for less of these than the run page: neither may take the other's fields away.
  RunConfig: { merge: true },
  Model: { merge: true },
  Optimizer: { merge: true },
}

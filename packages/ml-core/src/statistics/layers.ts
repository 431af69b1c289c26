import type { Compilation } from '../compile/compilation.ts'
import { at } from '../compile/signature.ts'
import type { TrainStep } from '../compile/train-step.ts'
import { found, readAgain } from '../compile/variables.ts'
import { cast } from '../graph/build.ts'
import type { Tensor } from '../graph/graph.ts'
import type { ActivationStatistics, LayerStatistics, WeightStatistics } from '../spec/layer-statistics.ts'
import type { Figures } from './figures.ts'
import type { Reading } from './readings.ts'

/**
 * Writes the statistics of every layer into the graph, beside the step whose nodes they read.
 * Gives the function that finds them in the results of a call.
 */
export function layerStatistics(
  compilation: Compilation,
  step: TrainStep,
  figures: Figures,
): Reading<LayerStatistics[]> {
  const { graph, spec } = compilation
  const activations = spec.model.layers.map(({ name }) =>
    graph.within(name, () => activationStatistics(compilation, found(step.outputs, name), figures)),
  )
  const weights = weightStatistics(compilation, step, figures)
  const layers = spec.model.layers.map(({ name, weightSpecs, index }) => {
    const own = weightSpecs.flatMap((weight) => weights.get(`${name}/${weight.name}`) ?? [])
    return { name, activation: at(activations, index), own }
  })
  return (results) =>
    layers.map(({ name, activation, own }): LayerStatistics => {
      const read = own.map((weight) => weight(results))
      const over = (norm: (weight: WeightStatistics) => number) =>
        read.length > 0 ? Math.hypot(...read.map(norm)) : null
      return {
        name,
        norm: over((weight) => weight.norm),
        gradientNorm: over((weight) => weight.gradientNorm),
        updateNorm: over((weight) => weight.updateNorm),
        weights: read,
        activation: activation(results),
      }
    })
}

/**
 * Of every trained weight, by `layer/weight`. The weight before is the one that the forward pass read: its gradient,
 * and so its update, depends on it, and an optimizer writes into another buffer while somebody holds the old one.
 */
function weightStatistics(
  { graph, weights }: Compilation,
  { gradients, writes }: TrainStep,
  figures: Figures,
): ReadonlyMap<string, Reading<WeightStatistics>> {
  const entries = [...gradients].map(([full, gradient]) => {
    const variable = found(weights, full)
    return { full, gradient, before: variable.value, after: readAgain(graph, variable, writes) }
  })
  const histograms = figures.histograms(entries.flatMap(({ after, gradient }) => [after, gradient]))
  return new Map(
    entries.map(({ full, gradient, before, after }, index) => {
      const norm = figures.norm(after)
      const gradientNorm = figures.norm(gradient)
      const updateNorm = figures.norm(graph.tensor('Sub', [after, before], {}))
      const [own, ofGradient] = [at(histograms, 2 * index), at(histograms, 2 * index + 1)]
      const statistics: Reading<WeightStatistics> = (results) => ({
        name: full.slice(full.indexOf('/') + 1),
        norm: norm(results),
        gradientNorm: gradientNorm(results),
        updateNorm: updateNorm(results),
        histogram: own(results),
        gradientHistogram: ofGradient(results),
      })
      return [full, statistics]
    }),
  )
}

const isRelu = ({ node }: Tensor): boolean =>
  node.op === 'Relu' || (node.op === 'ConcatV2' && node.inputs.slice(0, -1).every(isRelu))

function activationStatistics(
  { graph }: Compilation,
  output: Tensor,
  figures: Figures,
): Reading<ActivationStatistics> {
  const x = cast(graph, figures.inTurn(output), 'float32')
  const { mean, standardDeviation } = figures.moments(x)
  const deadShare = isRelu(output) ? figures.deadShare(x) : undefined
  const histogram = at(figures.histograms([x]), 0)
  return (results) => ({
    mean: mean(results),
    standardDeviation: standardDeviation(results),
    deadShare: deadShare?.(results) ?? null,
    histogram: histogram(results),
  })
}

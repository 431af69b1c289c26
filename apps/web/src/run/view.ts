import {
  parseAsBoolean,
  parseAsFloat,
  parseAsInteger,
  parseAsString,
  parseAsStringLiteral,
} from 'nuqs/server'
import { parseAsZoom } from '../charts/zoom-in-address.ts'

export const tabs = ['curves', 'layers', 'errors', 'config', 'log', 'system', 'notes', 'artefacts'] as const
export type Tab = (typeof tabs)[number]

export const cellModes = ['counts', 'shares'] as const
export type CellMode = (typeof cellModes)[number]

export const layersAs = ['table', 'diagram'] as const
export type LayersAs = (typeof layersAs)[number]

export const imageOrders = ['hardest', 'index'] as const
export type ImageOrder = (typeof imageOrders)[number]

/** What of the run page's state is in its address. */
export const viewParsers = {
  tab: parseAsStringLiteral(tabs).withDefault('curves'),
  /** The epoch whose matrix is shown; without one it follows the newest. */
  epoch: parseAsInteger,
  cells: parseAsStringLiteral(cellModes).withDefault('counts'),
  /** A chosen cell of the matrix: `label-prediction`. */
  cell: parseAsString,
  /** Which of the judged images come first, and the one that is looked at, by its place in the split. */
  order: parseAsStringLiteral(imageOrders).withDefault('hardest'),
  image: parseAsInteger,
  /** How the layers are shown, and the one whose statistics are. */
  layers: parseAsStringLiteral(layersAs).withDefault('table'),
  layer: parseAsString,
  smoothing: parseAsFloat.withDefault(0),
  /** The stretch of the training that the curves show; without one all of it. */
  zoom: parseAsZoom,
  /** Whether the loss stands on a logarithmic axis. */
  log: parseAsBoolean.withDefault(false),
}

export type Cell = { readonly actual: number; readonly predicted: number }

/** `6-0` as a cell of a matrix with so many classes; null for anything else. */
export function parseCell(text: string | null, classes: number): Cell | null {
  const match = /^(\d{1,4})-(\d{1,4})$/.exec(text ?? '')
  if (!match) return null
  const [actual, predicted] = [Number(match[1]), Number(match[2])]
  return actual < classes && predicted < classes ? { actual, predicted } : null
}

export const formatCell = ({ actual, predicted }: Cell): string => `${actual}-${predicted}`

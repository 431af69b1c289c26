import type { ReactNode } from 'react'
import type { ConfigFieldsFragment } from '#gql/graphql.ts'
import { count, setting } from '../format/figures.ts'
import { isSetting, settingText } from '../format/setting-value.ts'
import { settingName, settingsInForce } from '../format/settings-text.ts'
import { optimizerFields, scheduleFields } from '../launch/setting-fields.ts'
import { ExactTime } from '../ui/exact-time.tsx'
import type { RunOnPage } from './apply-run-event.ts'
import classes from './config-view.module.css'

type Group = { readonly title: string; readonly rows: readonly (readonly [string, ReactNode])[] }

/** Everything that decided how the run went. */
export function ConfigView({ run }: { readonly run: RunOnPage }) {
  const { config } = run
  const groups: Group[] = [
    ...(config
      ? [
          {
            title: 'Data',
            rows: [
              ['data set', config.dataset],
              ['training images', config.trainLimit === null ? 'all' : `first ${count(config.trainLimit)}`],
              ['validated on', validationText(config.validationSplit)],
            ] as const,
          },
          { title: 'Model', rows: [['preset', config.model.preset ?? 'custom layers']] as const },
          {
            title: 'Optimizer',
            rows: [
              ['type', config.optimizer.type],
              ['learning rate', setting(config.optimizer.learningRate)],
              ...entries(config.optimizer.settings, optimizerFields(config.optimizer.type)),
            ] as const,
          },
          ...regularisation(config),
          {
            title: 'Training',
            rows: [
              ['epochs', count(config.epochs)],
              ['batch size', count(config.batchSize)],
              ['precision', config.precision === 'FLOAT32' ? '32-bit float' : 'bfloat16'],
              ['seed', String(config.seed)],
            ] as const,
          },
        ]
      : parameterGroups(run.parameters)),
    {
      title: 'Where and when',
      rows: [
        ['project', run.project.name],
        ['device', run.device ?? '–'],
        ['launched', <ExactTime key="created" at={run.createdAt} />],
        ['started', <ExactTime key="started" at={run.startedAt} />],
        ['over', <ExactTime key="over" at={run.finishedAt} />],
        ['run id', run.id],
      ],
    },
  ]
  return (
    <div className={classes.groups}>
      {groups.map(({ title, rows }) => (
        <section key={title}>
          <h2>{title}</h2>
          <dl>
            {rows.map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd className="number">{value}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </div>
  )
}

/** What a script said of its run. */
function parameterGroups(parameters: unknown): Group[] {
  if (typeof parameters !== 'object' || parameters === null) return []
  const rows = Object.entries(parameters).map(([name, value]): [string, string] => [
    name,
    isSetting(value) ? settingText(value) : JSON.stringify(value),
  ])
  return rows.length > 0 ? [{ title: 'Parameters', rows }] : []
}

const validationText = (split: number | null): string =>
  split === null ? 'the test set' : `the last ${Number((split * 100).toFixed(2))} % of the training images`

/** The groups of what was switched on beside optimizer and numbers; none of a plain training. */
function regularisation(config: ConfigFieldsFragment): Group[] {
  const { learningRateSchedule: schedule, augmentation, labelSmoothing, earlyStopping } = config
  const groups: Group[] = [
    {
      title: 'Learning-rate schedule',
      rows: [
        ...(schedule.type === 'Constant' ? [] : [['type', schedule.type] as const]),
        ...(schedule.warmUpEpochs > 0
          ? [
              [
                'warm-up',
                `${schedule.warmUpEpochs} ${schedule.warmUpEpochs === 1 ? 'epoch' : 'epochs'}`,
              ] as const,
            ]
          : []),
        ...entries(schedule.settings, scheduleFields(schedule.type)),
      ],
    },
    { title: 'Augmentation', rows: entries(augmentation) },
    {
      title: 'Labels and end',
      rows: [
        ...(labelSmoothing > 0 ? [['label smoothing', setting(labelSmoothing)] as const] : []),
        ...entries(earlyStopping).map(([name, value]) => [`early stopping: ${name}`, value] as const),
      ],
    },
  ]
  return groups.filter(({ rows }) => rows.length > 0)
}

/** What is off says nothing. The database keeps the fields of an object in an order of its own, so `fields` gives it. */
function entries(
  settings: unknown,
  fields: readonly { readonly name: string }[] = [],
): (readonly [string, string])[] {
  const place = (name: string) => fields.findIndex((field) => field.name === name)
  return settingsInForce(settings)
    .toSorted(([a], [b]) => place(a) - place(b))
    .map(([name, value]) => [settingName(name), valueText(value)] as const)
}

function valueText(value: unknown): string {
  if (Array.isArray(value)) return value.join(', ')
  if (value === true) return 'yes'
  return typeof value === 'string' ? value.toLowerCase().replaceAll('_', ' ') : String(value)
}

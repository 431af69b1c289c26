import { ExampleImage } from '../ui/example-image.tsx'
import classes from './image-strip.module.css'

type Example = { readonly index: number; readonly label: number; readonly imageUrl: string }
type Props = { readonly labels: readonly string[]; readonly examples: readonly Example[] }

/** One image of each class, with its name. */
export function ImageStrip({ labels, examples }: Props) {
  return (
    <ul className={classes.strip} aria-label="One image of each class">
      {labels.map((label, index) => {
        const example = examples.find((candidate) => candidate.label === index)
        return (
          <li key={label}>
            {example ? <ExampleImage url={example.imageUrl} alt="" /> : <span className={classes.gap} />}
            <span className={classes.label}>{label}</span>
          </li>
        )
      })}
    </ul>
  )
}

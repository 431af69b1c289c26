import type { MatrixFieldsFragment as Matrix } from '#gql/graphql.ts'
import { count, percentFigure } from '../format/figures.ts'
import classes from './class-table.module.css'

/** Precision, recall and F1 of each class; the weakest F1 is what to look at first. */
export function ClassTable({ classReports }: { readonly classReports: Matrix['classes'] }) {
  const weakest = Math.min(...classReports.map((report) => report.f1 ?? 1))
  return (
    <table className={classes.table} aria-label="Figures of each class">
      <thead>
        <tr>
          <th>Class</th>
          <th>Precision %</th>
          <th>Recall %</th>
          <th>F1 %</th>
          <th>Images</th>
        </tr>
      </thead>
      <tbody>
        {classReports.map(({ label, precision, recall, f1, support }) => (
          <tr key={label} data-weakest={f1 === weakest || undefined}>
            <th scope="row">
              {label}
              {f1 === weakest && <span className={classes.note}>weakest</span>}
            </th>
            <td>{percentFigure(precision)}</td>
            <td>{percentFigure(recall)}</td>
            <td>{percentFigure(f1)}</td>
            <td>{count(support)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

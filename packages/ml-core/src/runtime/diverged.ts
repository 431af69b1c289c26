/** The loss is no longer a number. */
export class TrainingDiverged extends Error {
  override readonly name = 'TrainingDiverged'

  constructor(at: string, loss: number, learningRate: number) {
    super(
      `the loss became ${loss} at ${at}: the training diverged; a learning rate below ${learningRate} may help`,
    )
  }
}

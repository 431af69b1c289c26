import { type Database, findPlacesOfProjects, findPlacesOfRuns } from '@atelier/db'

/** Runs and projects that are remembered at most, each. */
const MOST_REMEMBERED = 100_000

/** The workspaces that runs and projects belong to. They never change, so each is looked up once. */
export class Places {
  readonly #runs: Remembered
  readonly #projects: Remembered

  constructor(db: Database) {
    this.#runs = new Remembered((ids) => findPlacesOfRuns(db, ids))
    this.#projects = new Remembered((ids) => findPlacesOfProjects(db, ids))
  }

  /** By run; without those that do not exist. One that is deleted may still be told. */
  ofRuns(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    return this.#runs.of(ids)
  }

  ofProjects(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    return this.#projects.of(ids)
  }
}

class Remembered {
  readonly #look: (ids: readonly string[]) => Promise<ReadonlyMap<string, string>>
  readonly #known = new Map<string, string>()

  constructor(look: (ids: readonly string[]) => Promise<ReadonlyMap<string, string>>) {
    this.#look = look
  }

  async of(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const missing = ids.filter((id) => !this.#known.has(id))
    const found = new Map<string, string>()
    for (const id of ids) {
      const place = this.#known.get(id)
      if (place !== undefined) found.set(id, place)
    }
    if (missing.length === 0) return found
    for (const [id, place] of await this.#look(missing)) {
      if (this.#known.size >= MOST_REMEMBERED) this.#known.clear()
      this.#known.set(id, place)
      found.set(id, place)
    }
    return found
  }
}

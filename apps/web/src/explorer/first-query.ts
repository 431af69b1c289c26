/** What a person finds in the editor at the first visit: something that answers, and where to go on. */
export const firstQuery = `# The history of your team, as scripts see it.
# Ctrl-Enter runs what the cursor is in;
# the book on the left is the documentation.

query NewestRuns {
  runs(first: 10) {
    totalCount
    edges {
      node {
        id
        name
        number
        status
        epochsCompleted
        evaluation {
          accuracy
        }
      }
    }
  }
}

# A run's id in place of the dots: follow it live.
subscription Follow {
  runEvents(runId: "...") {
    __typename
    cursor
    ... on EpochCompleted {
      completed: epoch {
        index
        loss
        validationAccuracy
      }
    }
  }
}
`

export interface Labels {
  name: [name: 0]
}

/** The element that stands for a connector in the row of bays; its card is labelled by it. */
export const bayTabId = (connectorId: number) => `bay-${connectorId}`;

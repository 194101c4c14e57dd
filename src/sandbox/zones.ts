/**
 * A commune, or an arrondissement of Paris, Lyon or Marseille, of the sandbox. Codes and names are those of the
 * official geographic code; coordinates are approximate town centres; prices are typical asking prices in euros,
 * rents per month without charges.
 */
export type Zone = Readonly<{
  inseeCode: string;
  postalCode: string;
  city: string;
  department: string;
  latitude: number;
  longitude: number;
  salePricePerM2: Readonly<{ flat: number; house: number }>;
  rentPricePerM2: Readonly<{ flat: number; house: number }>;
}>;

export const zones: readonly [Zone, ...Zone[]] = [
  zone('75101', '75001', 'Paris 1er Arrondissement', '75', [48.8625, 2.3364], [12600, 13900], [38.5, 40]),
  zone('75103', '75003', 'Paris 3e Arrondissement', '75', [48.8629, 2.3601], [11900, 13200], [37.8, 39]),
  zone('75104', '75004', 'Paris 4e Arrondissement', '75', [48.8543, 2.3576], [12700, 14200], [38.6, 40.5]),
  zone('75106', '75006', 'Paris 6e Arrondissement', '75', [48.8491, 2.3329], [14300, 16400], [40.2, 43]),
  zone('75107', '75007', 'Paris 7e Arrondissement', '75', [48.8562, 2.3122], [13800, 16100], [39.8, 42.5]),
  zone('75109', '75009', 'Paris 9e Arrondissement', '75', [48.8771, 2.3375], [10500, 11900], [35.6, 37]),
  zone('75110', '75010', 'Paris 10e Arrondissement', '75', [48.8761, 2.3607], [9500, 10600], [34.1, 35.5]),
  zone('75111', '75011', 'Paris 11e Arrondissement', '75', [48.8591, 2.38], [9700, 10900], [34.4, 36]),
  zone('75115', '75015', 'Paris 15e Arrondissement', '75', [48.8401, 2.2928], [9600, 11200], [33.2, 35]),
  zone('75116', '75016', 'Paris 16e Arrondissement', '75', [48.8604, 2.262], [10900, 13600], [34.5, 38]),
  zone('75118', '75018', 'Paris 18e Arrondissement', '75', [48.8925, 2.3484], [9000, 10200], [33, 34.5]),
  zone('75120', '75020', 'Paris 20e Arrondissement', '75', [48.8634, 2.4012], [8500, 9600], [31.8, 33]),
  zone('69381', '69001', 'Lyon 1er Arrondissement', '69', [45.7702, 4.8292], [5100, 5700], [18.2, 17.5]),
  zone('69383', '69003', 'Lyon 3e Arrondissement', '69', [45.7532, 4.8692], [4600, 5400], [16.8, 16.5]),
  zone('69386', '69006', 'Lyon 6e Arrondissement', '69', [45.7729, 4.852], [5500, 6400], [17.9, 18]),
  zone('69387', '69007', 'Lyon 7e Arrondissement', '69', [45.7336, 4.8374], [4400, 5100], [16.6, 16]),
  zone('13201', '13001', 'Marseille 1er Arrondissement', '13', [43.2999, 5.3841], [3100, 3700], [16.4, 15.5]),
  zone('13206', '13006', 'Marseille 6e Arrondissement', '13', [43.2866, 5.3809], [4000, 4900], [16.9, 16.5]),
  zone('13208', '13008', 'Marseille 8e Arrondissement', '13', [43.2446, 5.3737], [4800, 6300], [17.6, 18.2]),
  zone('13212', '13012', 'Marseille 12e Arrondissement', '13', [43.3092, 5.4443], [3600, 4700], [15.3, 15.8]),
  zone('06088', '06000', 'Nice', '06', [43.7031, 7.2661], [5200, 6200], [19.4, 19]),
  zone('06004', '06600', 'Antibes', '06', [43.5808, 7.1239], [5900, 7100], [19.2, 20.5]),
  zone('06029', '06400', 'Cannes', '06', [43.5528, 7.0174], [6200, 7900], [19.8, 21.5]),
  zone('06123', '06700', 'Saint-Laurent-du-Var', '06', [43.6735, 7.1901], [5000, 6000], [18.3, 18.8]),
  zone('13001', '13100', 'Aix-en-Provence', '13', [43.5263, 5.4454], [5400, 5900], [18.1, 17.4]),
  zone('33063', '33000', 'Bordeaux', '33', [44.8378, -0.5792], [4500, 5100], [16.2, 15.8]),
  zone('31555', '31000', 'Toulouse', '31', [43.6045, 1.4442], [3600, 4000], [14.6, 13.8]),
  zone('44109', '44000', 'Nantes', '44', [47.2184, -1.5536], [3700, 4300], [14.5, 13.9]),
  zone('59350', '59000', 'Lille', '59', [50.6292, 3.0573], [3500, 3100], [16.4, 13.2]),
  zone('67482', '67000', 'Strasbourg', '67', [48.5734, 7.7521], [3800, 4100], [14.7, 13.6]),
  zone('35238', '35000', 'Rennes', '35', [48.1173, -1.6778], [3900, 4600], [14.9, 14.1]),
  zone('34172', '34000', 'Montpellier', '34', [43.6108, 3.8767], [3600, 4300], [15.9, 15.1]),
  zone('2A004', '20000', 'Ajaccio', '2A', [41.9192, 8.7386], [3900, 4600], [14.8, 15]),
  zone('97411', '97400', 'Saint-Denis', '974', [-20.8789, 55.4481], [2900, 2700], [12.4, 11.6]),
];

const zonesByInseeCode = new Map(zones.map((each) => [each.inseeCode, each]));

export function findZone(inseeCode: string): Zone | undefined {
  return zonesByInseeCode.get(inseeCode);
}

const arrondissements: Readonly<Record<string, RegExp>> = {
  '75056': /^751(0[1-9]|1\d|20)$/,
  '69123': /^6938[1-9]$/,
  '13055': /^132(0[1-9]|1[0-6])$/,
};

/** True for the code itself, and for an arrondissement when the code asked is that of its whole city. */
export function isWithinCommune(inseeCode: string, askedInseeCode: string): boolean {
  return inseeCode === askedInseeCode || (arrondissements[askedInseeCode]?.test(inseeCode) ?? false);
}

function zone(
  inseeCode: string,
  postalCode: string,
  city: string,
  department: string,
  [latitude, longitude]: readonly [number, number],
  [saleFlat, saleHouse]: readonly [number, number],
  [rentFlat, rentHouse]: readonly [number, number],
): Zone {
  return {
    inseeCode,
    postalCode,
    city,
    department,
    latitude,
    longitude,
    salePricePerM2: { flat: saleFlat, house: saleHouse },
    rentPricePerM2: { flat: rentFlat, house: rentHouse },
  };
}

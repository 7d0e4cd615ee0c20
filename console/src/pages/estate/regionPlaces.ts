/** Where the regions of the clouds lie, as the providers name the place: latitude, longitude, name. Rounded: a circle covers more than a degree. */
type Place = readonly [latitude: number, longitude: number, name: string];

export const PLACES: Readonly<Record<string, Readonly<Record<string, Place>>>> = {
  aws: {
    "us-east-1": [38.9, -77.5, "N. Virginia"], "us-east-2": [40, -83, "Ohio"], "us-west-1": [37.4, -122, "N. California"], "us-west-2": [45.8, -119.7, "Oregon"],
    "us-gov-east-1": [39.9, -82.8, "GovCloud East"], "us-gov-west-1": [44.5, -120.5, "GovCloud West"], "ca-central-1": [45.5, -73.6, "Montreal"], "ca-west-1": [51, -114.1, "Calgary"],
    "mx-central-1": [20.6, -100.4, "Querétaro"], "sa-east-1": [-23.5, -46.6, "São Paulo"], "eu-west-1": [53.3, -6.3, "Ireland"], "eu-west-2": [51.5, -0.1, "London"],
    "eu-west-3": [48.9, 2.4, "Paris"], "eu-central-1": [50.1, 8.7, "Frankfurt"], "eu-central-2": [47.4, 8.5, "Zurich"], "eu-north-1": [59.3, 18.1, "Stockholm"],
    "eu-south-1": [45.5, 9.2, "Milan"], "eu-south-2": [41.6, -0.9, "Spain"], "me-south-1": [26.1, 50.6, "Bahrain"], "me-central-1": [24.5, 54.4, "UAE"],
    "il-central-1": [32.1, 34.8, "Tel Aviv"], "af-south-1": [-33.9, 18.4, "Cape Town"], "ap-south-1": [19.1, 72.9, "Mumbai"], "ap-south-2": [17.4, 78.5, "Hyderabad"],
    "ap-east-1": [22.3, 114.2, "Hong Kong"], "ap-east-2": [25, 121.5, "Taipei"], "ap-northeast-1": [35.7, 139.7, "Tokyo"], "ap-northeast-2": [37.6, 127, "Seoul"],
    "ap-northeast-3": [34.7, 135.5, "Osaka"], "ap-southeast-1": [1.4, 103.8, "Singapore"], "ap-southeast-2": [-33.9, 151.2, "Sydney"], "ap-southeast-3": [-6.2, 106.8, "Jakarta"],
    "ap-southeast-4": [-37.8, 145, "Melbourne"], "ap-southeast-5": [3.1, 101.7, "Malaysia"], "ap-southeast-6": [-36.8, 174.8, "New Zealand"], "ap-southeast-7": [13.8, 100.5, "Thailand"],
    "cn-north-1": [39.9, 116.4, "Beijing"], "cn-northwest-1": [37.5, 105.2, "Ningxia"],
  },
  azure: {
    eastus: [37.4, -79.4, "Virginia"], eastus2: [36.7, -78.4, "Virginia"], centralus: [41.6, -93.6, "Iowa"], northcentralus: [41.9, -87.6, "Illinois"],
    southcentralus: [29.4, -98.5, "Texas"], westcentralus: [40.9, -110.2, "Wyoming"], westus: [37.8, -122.4, "California"], westus2: [47.2, -119.9, "Washington"],
    westus3: [33.4, -112.1, "Arizona"], canadacentral: [43.7, -79.4, "Toronto"], canadaeast: [46.8, -71.2, "Québec"], mexicocentral: [20.6, -100.4, "Querétaro"],
    brazilsouth: [-23.6, -46.6, "São Paulo"], chilecentral: [-33.4, -70.7, "Santiago"], northeurope: [53.3, -6.3, "Ireland"], westeurope: [52.4, 4.9, "Netherlands"],
    uksouth: [51.5, -0.1, "London"], ukwest: [51.5, -3.2, "Cardiff"], francecentral: [48.9, 2.4, "Paris"], germanywestcentral: [50.1, 8.7, "Frankfurt"],
    switzerlandnorth: [47.4, 8.5, "Zurich"], norwayeast: [59.9, 10.8, "Oslo"], swedencentral: [60.7, 17.1, "Gävle"], polandcentral: [52.2, 21, "Warsaw"],
    italynorth: [45.5, 9.2, "Milan"], spaincentral: [40.4, -3.7, "Madrid"], austriaeast: [48.2, 16.4, "Vienna"], uaenorth: [25.3, 55.3, "Dubai"],
    qatarcentral: [25.3, 51.5, "Doha"], israelcentral: [31.8, 35.2, "Israel"], southafricanorth: [-26.2, 28, "Johannesburg"], centralindia: [18.5, 73.9, "Pune"],
    southindia: [13.1, 80.3, "Chennai"], westindia: [19.1, 72.9, "Mumbai"], eastasia: [22.3, 114.2, "Hong Kong"], southeastasia: [1.4, 103.8, "Singapore"],
    japaneast: [35.7, 139.7, "Tokyo"], japanwest: [34.7, 135.5, "Osaka"], koreacentral: [37.6, 127, "Seoul"], koreasouth: [35.2, 129.1, "Busan"],
    australiaeast: [-33.9, 151.2, "Sydney"], australiasoutheast: [-37.8, 145, "Melbourne"], australiacentral: [-35.3, 149.1, "Canberra"], newzealandnorth: [-36.8, 174.8, "Auckland"],
    indonesiacentral: [-6.2, 106.8, "Jakarta"], malaysiawest: [3.1, 101.7, "Kuala Lumpur"],
  },
  gcp: {
    "us-central1": [41.3, -95.9, "Iowa"], "us-east1": [33.2, -80, "South Carolina"], "us-east4": [39, -77.5, "N. Virginia"], "us-east5": [40, -83, "Columbus"],
    "us-south1": [32.8, -96.8, "Dallas"], "us-west1": [45.6, -121.2, "Oregon"], "us-west2": [34.1, -118.2, "Los Angeles"], "us-west3": [40.8, -111.9, "Salt Lake City"],
    "us-west4": [36.2, -115.1, "Las Vegas"], "northamerica-northeast1": [45.5, -73.6, "Montreal"], "northamerica-northeast2": [43.7, -79.4, "Toronto"], "northamerica-south1": [20.6, -100.4, "Querétaro"],
    "southamerica-east1": [-23.5, -46.6, "São Paulo"], "southamerica-west1": [-33.4, -70.7, "Santiago"], "europe-west1": [50.4, 3.8, "Belgium"], "europe-west2": [51.5, -0.1, "London"],
    "europe-west3": [50.1, 8.7, "Frankfurt"], "europe-west4": [53.4, 6.8, "Netherlands"], "europe-west6": [47.4, 8.5, "Zurich"], "europe-west8": [45.5, 9.2, "Milan"],
    "europe-west9": [48.9, 2.4, "Paris"], "europe-west10": [52.5, 13.4, "Berlin"], "europe-west12": [45.1, 7.7, "Turin"], "europe-southwest1": [40.4, -3.7, "Madrid"],
    "europe-north1": [60.6, 27.2, "Finland"], "europe-north2": [59.3, 18.1, "Stockholm"], "europe-central2": [52.2, 21, "Warsaw"], "me-west1": [32.1, 34.8, "Tel Aviv"],
    "me-central1": [25.3, 51.5, "Doha"], "me-central2": [26.4, 50.1, "Dammam"], "africa-south1": [-26.2, 28, "Johannesburg"], "asia-south1": [19.1, 72.9, "Mumbai"],
    "asia-south2": [28.6, 77.2, "Delhi"], "asia-east1": [24.1, 120.5, "Taiwan"], "asia-east2": [22.3, 114.2, "Hong Kong"], "asia-northeast1": [35.7, 139.7, "Tokyo"],
    "asia-northeast2": [34.7, 135.5, "Osaka"], "asia-northeast3": [37.6, 127, "Seoul"], "asia-southeast1": [1.4, 103.8, "Singapore"], "asia-southeast2": [-6.2, 106.8, "Jakarta"],
    "australia-southeast1": [-33.9, 151.2, "Sydney"], "australia-southeast2": [-37.8, 145, "Melbourne"],
  },
  oci: {
    "us-ashburn-1": [39, -77.5, "Ashburn"], "us-phoenix-1": [33.4, -112.1, "Phoenix"], "us-sanjose-1": [37.3, -121.9, "San Jose"], "us-chicago-1": [41.9, -87.6, "Chicago"],
    "ca-toronto-1": [43.7, -79.4, "Toronto"], "ca-montreal-1": [45.5, -73.6, "Montreal"], "mx-queretaro-1": [20.6, -100.4, "Querétaro"], "mx-monterrey-1": [25.7, -100.3, "Monterrey"],
    "sa-saopaulo-1": [-23.5, -46.6, "São Paulo"], "sa-vinhedo-1": [-23, -47, "Vinhedo"], "sa-santiago-1": [-33.4, -70.7, "Santiago"], "sa-valparaiso-1": [-33, -71.6, "Valparaíso"],
    "sa-bogota-1": [4.7, -74.1, "Bogotá"], "uk-london-1": [51.5, -0.1, "London"], "uk-cardiff-1": [51.5, -3.2, "Newport"], "eu-frankfurt-1": [50.1, 8.7, "Frankfurt"],
    "eu-amsterdam-1": [52.4, 4.9, "Amsterdam"], "eu-zurich-1": [47.4, 8.5, "Zurich"], "eu-paris-1": [48.9, 2.4, "Paris"], "eu-marseille-1": [43.3, 5.4, "Marseille"],
    "eu-milan-1": [45.5, 9.2, "Milan"], "eu-madrid-1": [40.4, -3.7, "Madrid"], "eu-stockholm-1": [59.3, 18.1, "Stockholm"], "eu-jovanovac-1": [44, 20.9, "Jovanovac"],
    "il-jerusalem-1": [31.8, 35.2, "Jerusalem"], "me-dubai-1": [25.3, 55.3, "Dubai"], "me-abudhabi-1": [24.5, 54.4, "Abu Dhabi"], "me-jeddah-1": [21.5, 39.2, "Jeddah"],
    "me-riyadh-1": [24.7, 46.7, "Riyadh"], "af-johannesburg-1": [-26.2, 28, "Johannesburg"], "ap-mumbai-1": [19.1, 72.9, "Mumbai"], "ap-hyderabad-1": [17.4, 78.5, "Hyderabad"],
    "ap-singapore-1": [1.4, 103.8, "Singapore"], "ap-tokyo-1": [35.7, 139.7, "Tokyo"], "ap-osaka-1": [34.7, 135.5, "Osaka"], "ap-seoul-1": [37.6, 127, "Seoul"],
    "ap-chuncheon-1": [37.9, 127.7, "Chuncheon"], "ap-sydney-1": [-33.9, 151.2, "Sydney"], "ap-melbourne-1": [-37.8, 145, "Melbourne"],
  },
  ibm: {
    "us-south": [32.8, -96.8, "Dallas"], "us-east": [38.9, -77, "Washington DC"], "ca-tor": [43.7, -79.4, "Toronto"], "ca-mon": [45.5, -73.6, "Montreal"],
    "br-sao": [-23.5, -46.6, "São Paulo"], "eu-de": [50.1, 8.7, "Frankfurt"], "eu-gb": [51.5, -0.1, "London"], "eu-es": [40.4, -3.7, "Madrid"],
    "jp-tok": [35.7, 139.7, "Tokyo"], "jp-osa": [34.7, 135.5, "Osaka"], "au-syd": [-33.9, 151.2, "Sydney"], "in-che": [13.1, 80.3, "Chennai"], "in-mum": [19.1, 72.9, "Mumbai"],
  },
};

/** The place of a region, or of the region that a zone lies in; nothing for `global`, `us` and other wide ones. */
export function placeOf(cloud: string, region: string): Place | undefined {
  const regions = PLACES[cloud];
  return regions?.[region] ?? regions?.[region.replace(/-?[a-z]$|-\d$/, "")];
}

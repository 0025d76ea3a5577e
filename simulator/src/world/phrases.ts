import type { BusinessKind } from './world.types.ts'

/** The words a business writes with. `subjects` complete the openers; hashtags end a post. */
export interface Phrasebook {
  openers: string[]
  subjects: string[]
  closers: string[]
  hashtags: string[]
  tags: string[]
  categories: string[]
  /** Comments its followers leave. */
  replies: string[]
}

const openers = [
  'New this week:',
  'Behind the scenes:',
  'You asked, we listened:',
  'Small thing, big smile:',
  'Save the date:',
  'Our favourite moment today:',
  'Three reasons we love',
  'From our team to you:',
  'A question for you:',
  'Now available:',
]

const closers = [
  'Come and see for yourself.',
  'Tell us what you think below.',
  'Link in our profile.',
  'Share it with someone who needs it.',
  'Open until seven tonight.',
  'Thank you for a wonderful week!',
  'Which one would you pick?',
  'Book your spot while there is room.',
]

const replies = [
  'Love this!',
  'Is this still available on Saturday?',
  'Best in town, every time.',
  'How much is it?',
  'We came by yesterday and it was great.',
  'Could you share the opening hours?',
  'This made my day 🙂',
  'Tagging my sister so she sees this.',
  'Do you also do this for groups?',
  'Beautiful picture!',
]

const tags = [
  'Spring launch',
  'Summer sale',
  'Back to school',
  'Holiday season',
  'Behind the scenes',
  'Customer stories',
  'How-to',
  'Team',
  'Event',
  'Giveaway',
  'Announcement',
  'Evergreen',
]

const categories = ['Promotions', 'Education', 'Community', 'Product', 'Seasonal', 'Stories']

const plain = (
  subjects: string[],
  hashtags: string[],
  ownTags: string[],
  ownCategories: string[] = [],
): Phrasebook => ({
  openers,
  subjects,
  closers,
  hashtags,
  replies,
  tags: [...ownTags, ...tags],
  categories: [...ownCategories, ...categories],
})

/** Text for every kind of business. The palm café writes in several scripts, with marks that upset naive code. */
export const phrasebooks: Record<BusinessKind, Phrasebook> = {
  bakery: plain(
    [
      'sourdough with roasted walnuts',
      'cardamom buns, warm at eight',
      'the Sunday brunch box',
      'rye from the mill up the road',
      'a birthday cake with forty candles',
      'our apprentices’ first croissants',
      'pear and almond tart',
      'the oven at four in the morning',
    ],
    ['#freshbread', '#bakery', '#sourdough', '#weekendtreat'],
    ['Sourdough', 'Brunch', 'Cakes', 'Wholesale', 'Farmers market'],
    ['Recipes', 'Daily bread'],
  ),
  dentist: plain(
    [
      'a calmer first visit for children',
      'what a cleaning really does',
      'flossing in two minutes',
      'our new quiet room',
      'meet the hygiene team',
      'whitening: myths and facts',
      'how to care for braces on holiday',
      'evening appointments on Thursdays',
    ],
    ['#healthysmile', '#dentalcare', '#familydentist'],
    ['Prevention', 'Kids', 'Whitening', 'Opening hours', 'Team spotlight'],
    ['Oral health'],
  ),
  yoga: plain(
    [
      'sunrise flow by the water',
      'ten minutes for tired shoulders',
      'the slow Sunday class',
      'breathing before a busy day',
      'beginners’ series, week one',
      'a weekend retreat among the pines',
      'restorative poses with two cushions',
      'teacher training open evening',
    ],
    ['#yoga', '#breathe', '#mindfulmovement', '#studiolife'],
    ['Retreat', 'Beginners', 'Breathing', 'Teacher training', 'Class schedule'],
    ['Practice', 'Wellbeing'],
  ),
  outdoor: plain(
    [
      'trail shoes that dry overnight',
      'a tent for three in four kilos',
      'ridge walks under two hours',
      'how to pack for a windy weekend',
      'the repair bench on Saturdays',
      'wool layers for cold mornings',
      'a map night with local guides',
      'climbing hall meet-up',
      'snowshoes for rent again',
      'canoe weekend on the north lake',
    ],
    ['#trailready', '#outdoors', '#hiking', '#gearguide', '#repairnotreplace'],
    ['Trail running', 'Camping', 'Climbing', 'Snow', 'Paddling', 'Repair', 'Rental', 'Guides', 'Clearance'],
    ['Gear guides', 'Trips', 'Repairs', 'Rental', 'Staff picks', 'Sustainability'],
  ),
  gym: plain(
    [
      'deadlift basics, done well',
      'a six-week strength block',
      'the Friday team workout',
      'mobility before the barbell',
      'our members’ personal bests',
      'why sleep beats supplements',
      'open day with free coaching',
      'kettlebells in a small space',
    ],
    ['#strengthclub', '#training', '#gymlife', '#strongertogether'],
    ['Strength', 'Mobility', 'Members', 'Coaching', 'Challenge', 'Nutrition'],
    ['Training', 'Nutrition', 'Members'],
  ),
  'palm-cafe': {
    openers: ['جديد اليوم:', 'صباح الخير ☀️', 'חדש בתפריט:', '本日のおすすめ：', 'Nouveauté :', 'Ñam ñam:'],
    subjects: [
      'قهوة عربية بالهيل والزعفران',
      'تمر محشو باللوز 🌴',
      'עוגת דבש עם תמרים',
      'カルダモンラテ',
      'crème brûlée à la fleur d’oranger',
      'Zaatar & “labneh” toast 🫓',
      'شاي بالنعناع 🍃 للعائلة 👨‍👩‍👧‍👦',
      'e\u0301clair (decomposed accents welcome)',
    ],
    closers: ['أهلاً وسهلاً 🤍', 'شاركونا رأيكم!', 'בתיאבון!', 'お待ちしています。', 'À bientôt ! 👋🏽', '☕️🌴✨'],
    hashtags: ['#قهوة', '#PalmCafé', '#コーヒー', '#קפה'],
    tags: [
      'قهوة',
      'حلويات',
      'רמדאן קארים',
      'デザート',
      'Été 2026 ☀️',
      '👨‍👩‍👧‍👦 Family',
      'ＦＵＬＬＷＩＤＴＨ',
      'Straße',
      'İstanbul',
      'e\u0301te\u0301',
      'été',
      'a\u200Db zero-width',
      '\u202Bمن اليمين\u202C mixed',
      '<b>Promo</b> & "quotes"',
      "Robert'); DROP TABLE tags;--",
      '100% off / 50% + 50%',
      '🔥'.repeat(12),
      'Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘',
      'null',
      'undefined',
      '  spaces around  ',
      'Ωmega · λ',
    ],
    categories: ['مشروبات', 'חגים', '季節限定', 'Événements 🎉', 'Catering'],
    replies: ['رائع 😍', 'كم السعر؟', 'טעים מאוד!', '美味しそう！', 'Trop bon 🤤', '👏🏽👏🏽👏🏽', 'Mañana vamos'],
  },
  photography: plain(
    [
      'winter light at three o’clock',
      'a portrait session in the old station',
      'film or digital, our answer',
      'prints on cotton paper',
      'how we plan a wedding day',
      'the darkroom is open again',
      'a family album after twenty years',
      'golden hour on the canal',
    ],
    ['#portrait', '#filmphotography', '#goldenhour', '#studio'],
    ['Portrait', 'Wedding', 'Prints', 'Darkroom', 'Workshop', 'Portfolio'],
    ['Sessions', 'Prints', 'Workshops'],
  ),
  books: plain(
    [
      'five novels for a rainy week',
      'story hour for under sixes',
      'a signed first edition in the window',
      'the poetry shelf, rearranged',
      'staff picks for long journeys',
      'a quiet book about gardens',
      'our reading group starts again',
      'maps, atlases and wrong turns',
    ],
    ['#bookshop', '#readinglist', '#bookstagram', '#shelfie'],
    ['Fiction', 'Poetry', 'Kids', 'Staff picks', 'Author event', 'Reading group', 'Second hand'],
    ['Reading lists', 'Events', 'New arrivals'],
  ),
  brewery: plain(
    [
      'a hazy ale named after the ferry',
      'brew day, from grain to glass',
      'the tasting room on Fridays',
      'alcohol-free and proud of it',
      'a stout with local coffee',
      'fresh hops, straight from the field',
    ],
    ['#craftbeer', '#brewday', '#tasting'],
    ['Seasonal ale', 'Tasting', 'Tour', 'Alcohol-free'],
  ),
  pets: plain(
    [
      'puppy class on Tuesdays',
      'summer heat and short walks',
      'grooming without tears',
      'a senior cat’s second spring',
      'boarding with a garden view',
      'first aid for paws',
    ],
    ['#dogsofinstagram', '#petcare', '#catlife'],
    ['Dogs', 'Cats', 'Grooming', 'Boarding'],
  ),
  studio: plain(
    [
      'a mood board in blue and clay',
      'before and after, a narrow kitchen',
      'how we choose a lamp',
      'colour that works in the north',
    ],
    ['#interiors', '#studio', '#beforeandafter'],
    ['Mood board', 'Before and after', 'Lighting'],
  ),
}

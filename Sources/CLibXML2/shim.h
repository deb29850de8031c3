#include <libxml/xmlversion.h>
// Debian's libxml2 would bring ICU's headers along, which are not those that Foundation has. They only add to structures of
// encodings, which are not used here.
#undef LIBXML_ICU_ENABLED
#include <libxml/HTMLparser.h>
#include <libxml/parser.h>
#include <libxml/xmlerror.h>

import GRDB
import Crypto
import Subprocess
enum Placeholder {}
